package io.hotupdate.autoconfigure;

import java.util.List;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateState;
import io.hotupdate.UpdateStatus;
import io.hotupdate.autoconfigure.HotUpdateProperties.Migrations;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.handover.Predecessor;
import io.hotupdate.handover.RestartInPlace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Tells of the changes of a database's schema that an update brings: they stay when the
 * rest of it is undone. The start of a first generation is nobody's update.
 */
final class UpdateMigrations implements MigrationReport {

	private static final Logger logger = LoggerFactory.getLogger(UpdateMigrations.class);

	private final ObjectProvider<HotUpdateStart> starts;

	private final ObjectProvider<UpdateStatus> status;

	private final ObjectProvider<HotUpdateProperties> properties;

	UpdateMigrations(ObjectProvider<HotUpdateStart> starts, ObjectProvider<UpdateStatus> status,
			ObjectProvider<HotUpdateProperties> properties) {
		this.starts = starts;
		this.status = status;
		this.properties = properties;
	}

	@Override
	public boolean isForbidden() {
		Running running = HotUpdateAutoConfiguration.running(this.starts);
		return running != null && running.isSuccessor()
				&& this.properties.stream().anyMatch((settings) -> settings.migrations() == Migrations.FORBID);
	}

	@Override
	public void applied(String migration) {
		Predecessor predecessor = predecessor();
		if (predecessor != null) {
			logger.info("This update has changed the schema: {}", migration);
			predecessor.migrated(migration);
		}
		else if (RestartInPlace.completes()) {
			this.status.stream()
				.filter((known) -> known.snapshot().state() == UpdateState.APPLYING)
				.forEach((known) -> known.migrated(migration));
		}
	}

	@Override
	public void refuse(List<String> pending) {
		if (pending.isEmpty()) {
			return;
		}
		UpdateException refusal = new UpdateException(Reason.MIGRATIONS_FORBIDDEN,
				"This release would change the database's schema, and hotupdate.migrations is forbid; none was"
						+ " applied: " + String.join(", ", pending)
						+ "; perhaps you should apply them apart from the update, or allow them");
		Predecessor predecessor = predecessor();
		if (predecessor != null) {
			predecessor.refuse(refusal);
		}
		throw refusal;
	}

	private @Nullable Predecessor predecessor() {
		Running running = HotUpdateAutoConfiguration.running(this.starts);
		return (running != null) ? running.predecessor() : null;
	}

}
