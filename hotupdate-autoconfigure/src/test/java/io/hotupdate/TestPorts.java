package io.hotupdate;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * All ports of the controller, played on by a test: a download of 100 bytes of which each
 * permit lets ten arrive, and a handover that waits for its permit before the switch and
 * then ends in its probation.
 */
public final class TestPorts implements ReleaseFetcher, Handover, UpdateJournal {

	public static final String SHA256 = "ab".repeat(32);

	public final Semaphore tenBytes = new Semaphore(0);

	public final Semaphore switching = new Semaphore(0);

	final AtomicLong arrived = new AtomicLong();

	final List<Long> fetchedFrom = new CopyOnWriteArrayList<>();

	public final List<UpdateRequest> checked = new CopyOnWriteArrayList<>();

	final List<UpdateRequest> discarded = new CopyOnWriteArrayList<>();

	final List<Entry> saved = new CopyOnWriteArrayList<>();

	final List<Verb> ended = new CopyOnWriteArrayList<>();

	public volatile List<Finding> findings = List.of();

	public volatile @Nullable UpdateException checkFails;

	public volatile @Nullable UpdateException fetchFails;

	volatile @Nullable RuntimeException verifyFails;

	public volatile @Nullable UpdateException handOverFails;

	volatile @Nullable UpdateException saveFails;

	volatile @Nullable Entry entry;

	volatile @Nullable UpdateRequest previous;

	/** Where a probation ends when it is asked to; {@code null}: nowhere. */
	public volatile @Nullable UpdateStatus status;

	/** Ports at which nothing waits until the permits are drained. */
	public static TestPorts open() {
		TestPorts ports = new TestPorts();
		ports.tenBytes.release(1_000_000);
		ports.switching.release(1_000_000);
		return ports;
	}

	public static UpdateException failure(Reason reason) {
		return new UpdateException(reason, "It failed on purpose; perhaps you should not ask for it");
	}

	@Override
	public void check(UpdateRequest request) {
		this.checked.add(request);
		throwIf(this.checkFails);
	}

	@Override
	public Download fetch(UpdateRequest request, ByteProgress progress) throws InterruptedException {
		this.fetchedFrom.add(this.arrived.get());
		while (this.arrived.get() < 100) {
			this.tenBytes.acquire();
			progress.bytes(this.arrived.addAndGet(10), 100);
		}
		throwIf(this.fetchFails);
		return new Download(request, Path.of("download.jar"), SHA256);
	}

	@Override
	public Release verify(Download download) {
		throwIf(this.verifyFails);
		return new Release(download.request().version(), download.file(), download.sha256(), 100);
	}

	@Override
	public Optional<UpdateRequest> previous() {
		return Optional.ofNullable(this.previous);
	}

	@Override
	public void queue(@Nullable UpdateRequest request) {
		Objects.requireNonNull(this.status).queue(request);
	}

	@Override
	public void discard(UpdateRequest request) {
		this.discarded.add(request);
		this.arrived.set(0);
	}

	@Override
	public List<Finding> plan() {
		return this.findings;
	}

	@Override
	public void handOver(Release release, HandoverProgress progress) {
		progress.phase(UpdatePhase.PREPARING);
		progress.commandDifferences(List.of("--server.port=***"));
		progress.phase(UpdatePhase.STARTING);
		progress.progress(80);
		progress.progress(20);
		throwIf(this.handOverFails);
		progress.phase(UpdatePhase.WARMING);
		this.switching.acquireUninterruptibly();
		progress.phase(UpdatePhase.HANDING_OVER);
		progress.phase(UpdatePhase.DRAINING);
		progress.phase(UpdatePhase.PROBATION);
	}

	@Override
	public void endProbation(Verb verb) {
		this.ended.add(verb);
		UpdateStatus status = this.status;
		if (status != null && verb == Verb.CONFIRM) {
			status.succeed();
		}
		else if (status != null) {
			status.takenBack("1.0.0", status.snapshot().generations(), Reason.REQUESTED, "Taken back on request");
		}
	}

	@Override
	public @Nullable Entry load() {
		return this.entry;
	}

	@Override
	public void save(Entry entry) {
		throwIf(this.saveFails);
		this.saved.add(entry);
		this.entry = entry;
	}

	UpdateSnapshot lastSaved() {
		return Objects.requireNonNull(this.entry).latest();
	}

	private static void throwIf(@Nullable RuntimeException failure) {
		if (failure != null) {
			throw failure;
		}
	}

}
