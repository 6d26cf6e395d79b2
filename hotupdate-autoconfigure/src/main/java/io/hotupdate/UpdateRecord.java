package io.hotupdate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept of updates beyond the last snapshot: the last 50 that have ended, and all
 * of it in the journal. Guarded by the lock of {@link UpdateStatus}.
 */
final class UpdateRecord {

	private static final Logger logger = LoggerFactory.getLogger(UpdateRecord.class);

	private static final int HISTORY = 50;

	private final UpdateJournal journal;

	private final Deque<UpdateSnapshot> history = new ArrayDeque<>();

	private UpdateTotals totals = UpdateTotals.NONE;

	UpdateRecord(UpdateJournal journal) {
		this.journal = journal;
	}

	List<UpdateSnapshot> history() {
		return List.copyOf(this.history);
	}

	UpdateTotals totals() {
		return this.totals;
	}

	/**
	 * Read what the owner last wrote.
	 * @return its last snapshot, or {@code null} if there is none
	 */
	@Nullable UpdateSnapshot read() {
		UpdateJournal.Entry entry = this.journal.load();
		if (entry == null) {
			return null;
		}
		this.history.clear();
		this.history.addAll(entry.history());
		this.totals = entry.totals();
		return entry.latest();
	}

	void remember(UpdateSnapshot ended) {
		this.totals = this.totals.plus(ended);
		this.history.addFirst(ended);
		while (this.history.size() > HISTORY) {
			this.history.removeLast();
		}
	}

	/**
	 * Write it down. An update does not begin unwritten; once it is under way it goes on.
	 */
	void write(UpdateSnapshot latest) {
		try {
			this.journal.save(new UpdateJournal.Entry(latest, new ArrayList<>(this.history), this.totals));
		}
		catch (UpdateException ex) {
			if (latest.state() == UpdateState.DOWNLOADING && !latest.isFinished()) {
				throw ex;
			}
			logger.warn("The record of updates could not be written; a crash now would not be reported", ex);
		}
	}

}
