package io.hotupdate;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Port: the record of updates, which survives the process. Only the owner of the store
 * writes it.
 */
public interface UpdateJournal {

	/**
	 * Read what was last written.
	 * @return the record, or {@code null} if there is none
	 */
	@Nullable Entry load();

	/**
	 * Write it so that it survives a crash (written aside, fsynced, renamed).
	 * @param entry the record
	 * @throws UpdateException if it cannot be written
	 */
	void save(Entry entry);

	/**
	 * The record of updates.
	 *
	 * @param latest the last snapshot
	 * @param history updates that have ended, the newest first
	 * @param totals how many there were in all
	 */
	record Entry(UpdateSnapshot latest, List<UpdateSnapshot> history, UpdateTotals totals) {

		/**
		 * Create a record. One of an older version has no totals.
		 * @param latest the last snapshot
		 * @param history updates that have ended, the newest first
		 * @param totals how many there were in all
		 */
		public Entry {
			totals = Objects.requireNonNullElse(totals, UpdateTotals.NONE);
		}

	}

}
