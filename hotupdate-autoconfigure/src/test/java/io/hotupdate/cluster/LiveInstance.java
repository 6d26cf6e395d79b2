package io.hotupdate.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.hotupdate.Download;
import io.hotupdate.GenerationInfo;
import io.hotupdate.GenerationOwnership;
import io.hotupdate.Handover;
import io.hotupdate.HandoverInfo;
import io.hotupdate.HandoverProgress;
import io.hotupdate.HotUpdateController;
import io.hotupdate.Release;
import io.hotupdate.ReleaseFetcher;
import io.hotupdate.UpdateJournal;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateState;
import io.hotupdate.UpdateStatus;
import io.hotupdate.Verb;
import io.hotupdate.handover.Sampler;
import org.jspecify.annotations.Nullable;

/**
 * An instance whose membership and controller are real, and whose updates take some 50 ms
 * and replace nothing. What is on its disk survives its death.
 */
final class LiveInstance implements AutoCloseable {

	static final long WORK_MILLIS = 50;

	final String id;

	final TcpProxy network;

	private final Path home;

	private final GroupKeys keys;

	private final BeatSettings beats;

	private final Invariants invariants;

	private final boolean unreadyAtWork;

	private volatile String version = "1.0.0";

	private volatile UpdateJournal.@Nullable Entry record;

	private volatile @Nullable Step diesAt;

	private volatile CountDownLatch died = new CountDownLatch(1);

	private volatile @Nullable CountDownLatch holding;

	private @Nullable Life life;

	/** Where a turn can be struck. */
	enum Step {

		/** The turn is granted, nothing has begun. */
		GRANTED,
		/** In the middle of the update. */
		UPDATING,
		/** The update has succeeded, the group does not know. */
		DONE

	}

	LiveInstance(String id, Path home, int port, GroupKeys keys, BeatSettings beats, Invariants invariants,
			boolean unreadyAtWork) throws IOException {
		this.id = id;
		this.home = Files.createDirectories(home);
		this.network = new TcpProxy(port);
		this.keys = keys;
		this.beats = beats;
		this.invariants = invariants;
		this.unreadyAtWork = unreadyAtWork;
	}

	/** A process begins. */
	void start() {
		this.died = new CountDownLatch(1);
		this.diesAt = null;
		Life begun = new Life();
		this.life = begun;
		begun.member.start();
	}

	private Life life() {
		return Objects.requireNonNull(this.life, this.id);
	}

	boolean lives() {
		return this.life != null && life().alive;
	}

	/** The process is killed: nobody is told. */
	void kill() {
		life().die();
		bury();
	}

	void dieAt(Step step) {
		this.diesAt = step;
	}

	/** Wait for a death that {@link #dieAt} has ordered. */
	void awaitDeath() throws InterruptedException {
		if (!this.died.await(60, TimeUnit.SECONDS)) {
			throw new AssertionError(this.id + " has not died");
		}
		bury();
	}

	private void bury() {
		life().member.close();
		this.network.join();
	}

	/** Its updates do not end before they are released. */
	CountDownLatch hold() {
		CountDownLatch held = new CountDownLatch(1);
		this.holding = held;
		return held;
	}

	ClusterMember member() {
		return life().member;
	}

	String version() {
		return life().status.snapshot().currentVersion();
	}

	boolean busy() {
		return life().status.snapshot().state().isBusy();
	}

	@Override
	public void close() throws IOException {
		if (lives()) {
			life().die();
		}
		if (this.life != null) {
			life().member.close();
		}
		this.network.close();
	}

	/** One process. */
	private final class Life implements ReleaseFetcher, Handover, UpdateJournal, GenerationOwnership {

		private final UpdateStatus status;

		private final ClusterMember member;

		private volatile boolean alive = true;

		private volatile @Nullable UpdateRequest fetching;

		private Life() {
			Clock clock = Clock.systemUTC();
			LiveInstance outer = LiveInstance.this;
			this.status = new UpdateStatus(
					outer.version, new GenerationInfo(1, 1, outer.version, GenerationInfo.Role.SERVING,
							GenerationInfo.Gate.OPEN, clock.instant()),
					HandoverInfo.of(HandoverInfo.Mode.SHARED_LISTENER), this, clock);
			this.status.lead(true);
			HotUpdateController controller = new HotUpdateController(this.status, this, this, clock);
			RedisSettings redis = new RedisSettings(List.of(new RedisSettings.Node("127.0.0.1", outer.network.port())),
					RedisSettings.Mode.STANDALONE, null, null, null, null, null, 0, false, null,
					Duration.ofMillis(500));
			this.member = new ClusterMember(
					new ClusterMember.Settings(outer.keys, outer.beats, "host", Map.of(), Instant.now()),
					new Member(outer.id, UUID.randomUUID().toString(), outer.home.toString(), "1:" + outer.id),
					(heard) -> RedisConnection.open(redis, outer.keys, outer.beats.reconnect(), heard), this.status,
					this, new Sampler<>("readiness", this::ready), new Stager(this),
					new Turns(controller, this, fence()));
		}

		private LastFence fence() {
			try {
				return new LastFence(LiveInstance.this.home);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private boolean ready() {
			return !LiveInstance.this.unreadyAtWork || this.status.snapshot().state() != UpdateState.APPLYING;
		}

		private void die() {
			this.alive = false;
			LiveInstance.this.network.part();
			LiveInstance.this.network.cut();
			LiveInstance.this.invariants.ends(LiveInstance.this.id);
			LiveInstance.this.died.countDown();
		}

		private void reached(Step step) {
			if (this.alive && step == LiveInstance.this.diesAt) {
				die();
			}
			if (!this.alive) {
				throw new Death();
			}
		}

		@Override
		public void check(UpdateRequest request) {
		}

		@Override
		public Download fetch(UpdateRequest request, ByteProgress progress) {
			this.fetching = request;
			return new Download(request, LiveInstance.this.home.resolve("download.jar"), "ab".repeat(32));
		}

		@Override
		public Release verify(Download download) {
			return new Release(download.request().version(), download.file(), download.sha256(), 100);
		}

		@Override
		public Optional<UpdateRequest> previous() {
			return Optional.empty();
		}

		@Override
		public void discard(UpdateRequest request) {
		}

		@Override
		public List<Finding> plan() {
			reached(Step.GRANTED);
			return List.of();
		}

		@Override
		public void handOver(Release release, HandoverProgress progress) {
			LiveInstance outer = LiveInstance.this;
			outer.invariants.begins(outer.id, release.version().value(), grant());
			try {
				progress.phase(UpdatePhase.PREPARING);
				progress.phase(UpdatePhase.STARTING);
				work();
				reached(Step.UPDATING);
				progress.phase(UpdatePhase.WARMING);
				progress.phase(UpdatePhase.HANDING_OVER);
				progress.phase(UpdatePhase.DRAINING);
				progress.phase(UpdatePhase.PROBATION);
				if (outer.diesAt == Step.DONE) {
					outer.network.part();
				}
				outer.version = release.version().value();
			}
			finally {
				if (this.alive) {
					outer.invariants.ends(outer.id);
				}
			}
			this.status.succeed();
			reached(Step.DONE);
		}

		private void work() {
			CountDownLatch held = LiveInstance.this.holding;
			try {
				if (held != null) {
					held.await();
				}
				else {
					new CountDownLatch(1).await(WORK_MILLIS, TimeUnit.MILLISECONDS);
				}
			}
			catch (InterruptedException ex) {
				throw new Death();
			}
		}

		private long grant() {
			String key = String.valueOf(Objects.requireNonNull(this.fetching).idempotencyKey());
			return Long.parseLong(key.substring(key.lastIndexOf('-') + 1));
		}

		@Override
		public void endProbation(Verb verb) {
		}

		@Override
		public void queue(@Nullable UpdateRequest request) {
		}

		@Override
		public @Nullable Entry load() {
			return LiveInstance.this.record;
		}

		@Override
		public void save(Entry entry) {
			if (this.alive) {
				LiveInstance.this.record = entry;
			}
		}

		@Override
		public boolean isOwner() {
			return this.alive;
		}

		@Override
		public boolean runWhenOwner(Runnable work) {
			if (this.alive) {
				work.run();
			}
			return this.alive;
		}

	}

	/** The process is no more. */
	private static final class Death extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
