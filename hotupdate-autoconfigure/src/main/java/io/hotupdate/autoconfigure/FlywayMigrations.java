package io.hotupdate.autoconfigure;

import java.util.Arrays;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * What Flyway does to the schema while an update starts: each migration is told as it is
 * applied, since a later one may fail.
 */
final class FlywayMigrations implements Callback, BeanPostProcessor {

	private final MigrationReport report;

	FlywayMigrations(MigrationReport report) {
		this.report = report;
	}

	@Override
	public boolean supports(Event event, Context context) {
		return event == Event.AFTER_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE_ERROR;
	}

	@Override
	public boolean canHandleInTransaction(Event event, Context context) {
		return true;
	}

	@Override
	public void handle(Event event, Context context) {
		MigrationInfo migration = context.getMigrationInfo();
		if (migration != null) {
			String failed = (event == Event.AFTER_EACH_MIGRATE) ? ""
					: " (failed: what stays of it depends on the database)";
			this.report.applied(name(migration) + failed);
		}
	}

	@Override
	public String getCallbackName() {
		return "hotupdate";
	}

	/** Before anything can be applied with it. */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof Flyway flyway && this.report.isForbidden()) {
			this.report.refuse(Arrays.stream(flyway.info().pending()).map(FlywayMigrations::name).toList());
		}
		return bean;
	}

	private static String name(MigrationInfo migration) {
		String version = (migration.getVersion() != null) ? "V" + migration.getVersion() : "R";
		return "flyway " + version + " " + migration.getDescription();
	}

}
