package io.hotupdate.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is reported. */
final class RecordedMigrations implements MigrationReport {

	final List<String> applied = new CopyOnWriteArrayList<>();

	final List<String> refused = new CopyOnWriteArrayList<>();

	boolean forbidden;

	@Override
	public boolean isForbidden() {
		return this.forbidden;
	}

	@Override
	public void applied(String migration) {
		this.applied.add(migration);
	}

	@Override
	public void refuse(List<String> pending) {
		this.refused.addAll(pending);
		if (!pending.isEmpty()) {
			throw new IllegalStateException("refused " + pending);
		}
	}

}
