package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import io.hotupdate.UpdateJournal;
import io.hotupdate.UpdateSnapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of updates in {@code journal.json}: the last 50, the newest first. A damaged
 * file is put aside with a warning; what it said is lost, nothing else.
 */
final class StoreJournal implements UpdateJournal {

	private static final Logger logger = LoggerFactory.getLogger(StoreJournal.class);

	private static final int MAX_HISTORY = 50;

	private final Store store;

	private final Path file;

	StoreJournal(Store store) {
		this.store = store;
		this.file = store.home().resolve("journal.json");
	}

	@Override
	public @Nullable Entry load() {
		try {
			Entry entry = StoreJson.read(this.file, Entry.class);
			if (!isWhole(entry.latest())) {
				throw new DamagedFileException(this.file, null);
			}
			return new Entry(entry.latest(), entry.history().stream().filter(StoreJournal::isWhole).toList(),
					entry.totals());
		}
		catch (NoSuchFileException ex) {
			return null;
		}
		catch (DamagedFileException ex) {
			putAside(ex);
			return null;
		}
		catch (IOException ex) {
			throw DurableFiles.failure(this.file, ex);
		}
	}

	/** Jackson does not know of NullAway. */
	private static boolean isWhole(@Nullable UpdateSnapshot snapshot) {
		return snapshot != null && (Object) snapshot.state() != null && (Object) snapshot.currentVersion() != null
				&& (Object) snapshot.handover() != null;
	}

	private void putAside(DamagedFileException ex) {
		if (!this.store.isOwner()) {
			logger.warn("The record of updates cannot be read", ex);
			return;
		}
		Path aside = this.file.resolveSibling("journal.json.damaged");
		logger.warn("The record of updates cannot be read and starts anew; the old one is {}", aside, ex);
		try {
			Files.move(this.file, aside, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException failure) {
			throw DurableFiles.failure(aside, failure);
		}
	}

	@Override
	public void save(Entry entry) {
		this.store.mustOwn();
		List<UpdateSnapshot> history = entry.history();
		Entry capped = new Entry(entry.latest(), history.subList(0, Math.min(MAX_HISTORY, history.size())),
				entry.totals());
		try {
			StoreJson.write(this.file, capped);
		}
		catch (IOException ex) {
			throw DurableFiles.failure(this.file, ex);
		}
	}

}
