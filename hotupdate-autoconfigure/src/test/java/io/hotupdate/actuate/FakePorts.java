package io.hotupdate.actuate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

import io.hotupdate.Download;
import io.hotupdate.Handover;
import io.hotupdate.HandoverProgress;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.ReleaseFetcher;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateJournal;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateStatus;
import io.hotupdate.Verb;

/**
 * Both ports and the journal, to be played on by a test.
 */
final class FakePorts implements ReleaseFetcher, Handover, UpdateJournal {

	static final String SHA256 = "ab".repeat(32);

	volatile @Nullable UpdateStatus status;

	volatile @Nullable Reason checkFails;

	volatile @Nullable Reason fetchFails;

	volatile @Nullable Reason handoverFails;

	volatile List<Finding> findings = List.of();

	volatile CountDownLatch fetched = new CountDownLatch(0);

	volatile CountDownLatch switched = new CountDownLatch(0);

	final List<UpdateRequest> checked = new ArrayList<>();

	private @Nullable Entry entry;

	@Override
	public void check(UpdateRequest request) {
		this.checked.add(request);
		fail(this.checkFails);
	}

	@Override
	public Download fetch(UpdateRequest request, ByteProgress progress) throws InterruptedException {
		progress.bytes(10, 100);
		this.fetched.await();
		fail(this.fetchFails);
		return new Download(request, Path.of("download.jar"), SHA256);
	}

	@Override
	public Release verify(Download download) {
		return new Release(download.request().version(), download.file(), download.sha256(), 100);
	}

	@Override
	public void discard(UpdateRequest request) {
	}

	@Override
	public List<Finding> plan() {
		return this.findings;
	}

	@Override
	public void handOver(Release release, HandoverProgress progress) {
		progress.phase(UpdatePhase.STARTING);
		fail(this.handoverFails);
		try {
			this.switched.await();
		}
		catch (InterruptedException ex) {
			throw new UpdateException(Reason.STOPPED, "stopped", ex);
		}
		progress.phase(UpdatePhase.DRAINING);
		progress.phase(UpdatePhase.PROBATION);
	}

	@Override
	public void endProbation(Verb verb) {
		UpdateStatus status = Objects.requireNonNull(this.status);
		if (verb == Verb.CONFIRM) {
			status.succeed();
		}
		else {
			status.takenBack("1.0.0", status.snapshot().generations(), Reason.REQUESTED, "Taken back on request");
		}
	}

	@Override
	public @Nullable Entry load() {
		return this.entry;
	}

	@Override
	public void save(Entry entry) {
		this.entry = entry;
	}

	private static void fail(@Nullable Reason reason) {
		if (reason != null) {
			throw new UpdateException(reason, "It failed on purpose; perhaps you should not ask for it");
		}
	}

}
