package io.hotupdate.cluster;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import io.hotupdate.Backoff;
import io.hotupdate.GenerationOwnership;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateStatus;
import io.hotupdate.handover.Sampler;
import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This instance in its group: tells that it lives, and does what the group has decided
 * for it. Only the generation that owns the instance speaks for it.
 */
public final class ClusterMember implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ClusterMember.class);

	private static final Backoff AGAIN = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));

	/** Readiness is known in a moment. */
	private static final Duration SOON = Duration.ofMillis(50);

	private final Settings settings;

	private final Member member;

	private final Function<Consumer<String>, RedisConnection> connecting;

	private final UpdateStatus status;

	private final GenerationOwnership ownership;

	private final Sampler<Boolean> ready;

	private final Staging staging;

	private final Turns turns;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition signal = this.lock.newCondition();

	private final Thread thread = daemon(this::live, "cluster-member");

	private volatile ClusterState state = new ClusterState(false, "Not connected yet", Instant.now());

	private volatile boolean closed;

	private volatile @Nullable RedisConnection connection;

	private volatile @Nullable RolloutView rollout;

	private volatile Duration interval = Duration.ZERO;

	private boolean due;

	private String revision = "";

	private String epoch = "";

	/** Messages may have been missed, or this is another Redis. */
	private volatile boolean resync;

	private int failures;

	private boolean belongs;

	ClusterMember(Settings settings, Member member, Function<Consumer<String>, RedisConnection> connecting,
			UpdateStatus status, GenerationOwnership ownership, Sampler<Boolean> ready, Stager stager, Turns turns) {
		this.settings = settings;
		this.member = member;
		this.connecting = connecting;
		this.status = status;
		this.ownership = ownership;
		this.ready = ready;
		this.staging = new Staging(stager, this::tellStaged);
		this.turns = turns;
		status.addListener((event) -> look());
	}

	private static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(task, "hotupdate-" + name);
		thread.setDaemon(true);
		return thread;
	}

	/** Begin to belong to the group. */
	public void start() {
		this.ready.begin();
		this.thread.start();
	}

	/**
	 * The name of this instance in its group.
	 * @return the name
	 */
	public String id() {
		return this.member.id();
	}

	String group() {
		return this.settings.keys().group();
	}

	/**
	 * The name of the group.
	 * @return the name
	 */
	public String groupName() {
		return this.settings.keys().group();
	}

	/**
	 * Whether the group can be reached.
	 * @return the state of the connection
	 */
	public ClusterState state() {
		return this.state;
	}

	/**
	 * The rollout that this member knows of.
	 */
	@Nullable RolloutView rollout() {
		return this.rollout;
	}

	/** Something has happened that the group or this instance should know. */
	public void look() {
		this.lock.lock();
		try {
			this.due = true;
			this.signal.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** A message of the group: most are about others. */
	private void heard(String message) {
		this.resync |= message.isEmpty();
		if (message.isEmpty() || message.contains("\"rollout\"") || message.contains("\"" + this.member.id() + "\"")
				|| message.contains("\"frozen\"")) {
			look();
		}
	}

	private void live() {
		try {
			while (!this.closed) {
				await(this.ownership.isOwner() ? beat() : rest());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void await(Duration time) throws InterruptedException {
		this.lock.lock();
		try {
			long left = time.toNanos();
			while (!this.due && !this.closed && left > 0) {
				left = this.signal.awaitNanos(left);
			}
			this.due = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Another generation speaks for the instance. */
	private Duration rest() {
		this.revision = "";
		this.belongs = false;
		return this.settings.beats().interval();
	}

	private Duration beat() throws InterruptedException {
		if (this.ready.latest().isUnknown()) {
			return SOON;
		}
		try {
			Group<?> group = connection().group();
			while (beat(group)) {
				logger.trace("The group was told something; it is asked what that has changed");
			}
			return this.interval;
		}
		catch (RedisException | IOException ex) {
			return failed(ex);
		}
		catch (RuntimeException ex) {
			// whatever is wrong, this thread is all that the group hears of the instance
			logger.error("The group's answer cannot be acted on", ex);
			return failed(ex);
		}
	}

	/**
	 * What is done is decided on what was told: that an update has ended goes with its
	 * being ready.
	 */
	private boolean beat(Group<?> group) throws IOException {
		if (this.resync) {
			this.resync = false;
			this.revision = "";
		}
		UpdateSnapshot snapshot = this.status.snapshot();
		boolean ready = Boolean.TRUE.equals(this.ready.latest().value());
		BeatReply reply = group.beat("", this.member, text(ready, snapshot), ready, snapshot.currentVersion(),
				this.revision, this.settings.beats());
		if (!reply.epoch().equals(this.epoch)) {
			if (!this.epoch.isEmpty()) {
				logger
					.warn("Redis has lost the data of the group {}: a rollout that was under way is forgotten; perhaps"
							+ " you should begin it again", this.settings.keys().group());
			}
			this.epoch = reply.epoch();
			this.resync |= reply.rollout() == null;
		}
		return act(group, reply, snapshot, ready) || this.resync;
	}

	private RedisConnection connection() {
		RedisConnection connection = this.connection;
		if (connection == null) {
			connection = this.connecting.apply(this::heard);
			this.connection = connection;
		}
		return connection;
	}

	private Duration failed(Exception ex) {
		if (this.state.connected() || this.failures == 0) {
			logger.warn("The group {} cannot be reached; this instance serves on, and is updated alone meanwhile: {}",
					this.settings.keys().group(), String.valueOf(ex.getMessage()));
			this.state = new ClusterState(false, String.valueOf(ex.getMessage()), Instant.now());
		}
		this.revision = "";
		boolean opened = this.connection != null && !this.interval.isZero();
		// what is open comes back by itself
		Backoff again = opened ? new Backoff(this.interval, this.interval) : AGAIN;
		return again.delay(this.failures++, ThreadLocalRandom.current().nextDouble());
	}

	private String text(boolean ready, UpdateSnapshot snapshot) {
		return PublicState.of(this.member, this.settings.host(), ProcessHandle.current().pid(),
				this.settings.startedAt(), this.settings.labels(), ready, snapshot);
	}

	private boolean act(Group<?> group, BeatReply reply, UpdateSnapshot snapshot, boolean ready) throws IOException {
		this.failures = 0;
		this.interval = reply.interval();
		if (reply.conflict()) {
			this.state = new ClusterState(false, "Another process has the id " + this.member.id()
					+ "; perhaps you should give each instance a hotupdate.cluster.instance-id or home of its own",
					Instant.now());
			logger.error(this.state.text());
			return false;
		}
		if (!this.state.connected()) {
			logger.info("This instance is {} of the group {}", this.member.id(), this.settings.keys().group());
			this.state = new ClusterState(true, "", Instant.now());
		}
		this.belongs = true;
		this.revision = reply.revision();
		if (reply.rollout() != null) {
			this.rollout = RolloutView.of(reply.rollout());
		}
		RolloutView rollout = this.rollout;
		if (rollout != null && reply.toStage() && snapshot.state().isBusy()) {
			this.revision = "";
		}
		else if (rollout != null && reply.toStage()) {
			this.staging.stage(rollout);
		}
		return this.turns.go(group, this.member, reply.turn(), rollout, snapshot, ready);
	}

	private boolean tellStaged(String rollout, String problem) {
		try {
			connection().group().staged("", this.member, rollout, problem);
			look();
			return true;
		}
		catch (RedisException ex) {
			logger.info("The group could not be told of the release of rollout {}: {}", rollout, ex.getMessage());
			this.resync = true;
			return false;
		}
	}

	/** How long it is from one heartbeat to the next. */
	Duration interval() {
		return this.interval;
	}

	/**
	 * The connection to the group.
	 * @return the connection, empty while there is none
	 */
	Optional<Group<?>> reachable() {
		RedisConnection connection = this.connection;
		return (connection != null && this.state.connected()) ? Optional.of(connection.group()) : Optional.empty();
	}

	/** Belong no longer; a group that can be reached is told. */
	@Override
	public void close() {
		this.closed = true;
		look();
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(2));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.staging.close();
		this.ready.close();
		RedisConnection connection = this.connection;
		if (connection == null) {
			return;
		}
		try (connection) {
			if (this.belongs && this.ownership.isOwner()) {
				connection.group().leave("", this.member);
			}
		}
		catch (RedisException ex) {
			logger.info("The group could not be told that this instance ends: {}", ex.getMessage());
		}
	}

	/**
	 * What does not change while the process lives.
	 *
	 * @param keys the group
	 * @param beats how often to beat
	 * @param host the host
	 * @param labels labels of the instance
	 * @param startedAt when the process began
	 */
	record Settings(GroupKeys keys, BeatSettings beats, String host, Map<String, String> labels, Instant startedAt) {

	}

	/**
	 * Whether the group can be reached.
	 *
	 * @param connected whether it can
	 * @param text why not
	 * @param since since when
	 */
	public record ClusterState(boolean connected, String text, Instant since) {

	}

}
