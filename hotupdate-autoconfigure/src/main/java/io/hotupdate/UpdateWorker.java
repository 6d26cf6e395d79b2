package io.hotupdate;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs updates, one at a time, on a thread of its own: fetch, verify, hand over.
 */
final class UpdateWorker {

	private static final Logger logger = LoggerFactory.getLogger(UpdateWorker.class);

	private static final String MDC_UPDATE = "hotupdate.update";

	private final UpdateStatus status;

	private final ReleaseFetcher fetcher;

	private final Handover handover;

	private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "hotupdate-update");
		thread.setDaemon(true);
		// a request thread may have made it, whose loader ends with the web application
		thread.setContextClassLoader(UpdateWorker.class.getClassLoader());
		return thread;
	});

	private volatile @Nullable Future<?> running;

	UpdateWorker(UpdateStatus status, ReleaseFetcher fetcher, Handover handover) {
		this.status = status;
		this.fetcher = fetcher;
		this.handover = handover;
	}

	void run(UpdateSnapshot update) {
		UpdateRequest request = Objects.requireNonNull(update.request());
		run(update, (id) -> {
			Download download = this.fetcher.fetch(request, (done, total) -> bytes(id, done, total));
			apply(id);
			Release release = this.fetcher.verify(download);
			this.handover.handOver(release, new Progress());
		});
	}

	/** There is nothing to fetch: the process of the release is there already. */
	void run(UpdateSnapshot update, Newcomer newcomer) {
		run(update, (id) -> {
			try {
				apply(id);
				newcomer.handOver(newcomer.release(), new Progress());
			}
			catch (RuntimeException ex) {
				newcomer
					.dismiss((ex instanceof Superseded) ? "The update was cancelled" : String.valueOf(ex.getMessage()));
				throw ex;
			}
		});
	}

	private void run(UpdateSnapshot update, Work work) {
		String id = Objects.requireNonNull(update.updateId());
		UpdateRequest request = Objects.requireNonNull(update.request());
		this.running = this.executor.submit(() -> {
			MDC.put(MDC_UPDATE, id);
			try {
				run(id, request, work);
			}
			finally {
				MDC.remove(MDC_UPDATE);
			}
		});
	}

	/** Called after a transition out of DOWNLOADING, so that nothing else is hit. */
	void interrupt() {
		Future<?> task = this.running;
		if (task != null) {
			task.cancel(true);
		}
	}

	void discard(UpdateRequest request) {
		this.executor.execute(() -> this.fetcher.discard(request));
	}

	private void run(String id, UpdateRequest request, Work work) {
		try {
			logger.info("Update {} to {} begins", id, request.version());
			work.run(id);
		}
		catch (InterruptedException | Superseded ex) {
			logger.info("The download of {} rests or was given up", request.version());
		}
		catch (UpdateException ex) {
			fail(id, ex.reason(), String.valueOf(ex.getMessage()), ex);
		}
		catch (RuntimeException | Error ex) {
			fail(id, Reason.INTERNAL, "The update failed unexpectedly: " + ex + "; perhaps you should report this with"
					+ " the log of this process", ex);
		}
	}

	private void apply(String id) {
		this.status.transition((now) -> requireDownloading(now, id),
				(draft) -> draft.stage(UpdateState.APPLYING, UpdatePhase.VERIFYING));
	}

	private void bytes(String id, long done, long total) {
		this.status.transition((now) -> requireDownloading(now, id), (draft) -> draft.bytes(done, total));
	}

	private static void requireDownloading(UpdateSnapshot now, String id) {
		if (!id.equals(now.updateId()) || now.state() != UpdateState.DOWNLOADING) {
			throw new Superseded();
		}
	}

	private void fail(String id, Reason reason, String message, Throwable cause) {
		UpdateSnapshot now = this.status.snapshot();
		if (!id.equals(now.updateId()) || !now.state().isBusy() || now.state() == UpdateState.PAUSED) {
			logger.debug("Update {} has ended already", id, cause);
			return;
		}
		logger.warn("Update {} failed ({}): {}", id, reason, this.status.withMigrations(message),
				(reason == Reason.INTERNAL) ? cause : null);
		this.status.fail(Outcome.FAILED, reason, message);
	}

	/** What an update does. */
	@FunctionalInterface
	private interface Work {

		void run(String id) throws InterruptedException;

	}

	/** The update was paused or cancelled while the fetch was on its way. */
	private static final class Superseded extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	private final class Progress implements HandoverProgress {

		@Override
		public void phase(UpdatePhase phase) {
			UpdateWorker.this.status.phase(phase);
		}

		@Override
		public void progress(int percent) {
			UpdateWorker.this.status.progress(percent);
		}

		@Override
		public void commandDifferences(List<String> differences) {
			UpdateWorker.this.status.commandDifferences(differences);
		}

	}

}
