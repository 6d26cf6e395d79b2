package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A real Flyway on a real database.
 */
class FlywayMigrationsTests {

	private final RecordedMigrations report = new RecordedMigrations();

	private final FlywayMigrations migrations = new FlywayMigrations(this.report);

	@TempDir
	Path folder;

	@Test
	void toldAsTheyAreApplied() throws IOException {
		script("V1__create_orders.sql", "create table orders (id int)");
		flyway().migrate();
		assertThat(this.report.applied).containsExactly("flyway V1 create orders");
		this.report.applied.clear();
		script("V2__add_email.sql", "alter table orders add column email varchar(200)");
		script("R__view.sql", "create or replace view all_orders as select * from orders");
		flyway().migrate();
		assertThat(this.report.applied).containsExactly("flyway V2 add email", "flyway R view");
		this.report.applied.clear();
		flyway().migrate();
		assertThat(this.report.applied).isEmpty();
	}

	@Test
	void thoseBeforeOneThatFailsAreTold() throws IOException {
		script("V1__create_orders.sql", "create table orders (id int)");
		script("V2__broken.sql", "alter table nothing add column email varchar(200)");
		script("V3__never.sql", "create table never (id int)");
		assertThatExceptionOfType(FlywayException.class).isThrownBy(() -> flyway().migrate());
		assertThat(this.report.applied).containsExactly("flyway V1 create orders",
				"flyway V2 broken (failed: what stays of it depends on the database)");
	}

	@Test
	void forbiddenBeforeAnyIsApplied() throws IOException {
		script("V1__create_orders.sql", "create table orders (id int)");
		flyway().migrate();
		script("V2__add_email.sql", "alter table orders add column email varchar(200)");
		this.report.forbidden = true;
		this.report.applied.clear();
		Flyway flyway = flyway();
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.migrations.postProcessAfterInitialization(flyway, "flyway"));
		assertThat(this.report.refused).containsExactly("flyway V2 add email");
		assertThat(this.report.applied).isEmpty();
		assertThat(flyway.info().pending()).hasSize(1);
	}

	@Test
	void forbiddenIsNothingWithoutPendingOnes() throws IOException {
		script("V1__create_orders.sql", "create table orders (id int)");
		flyway().migrate();
		this.report.forbidden = true;
		Flyway flyway = flyway();
		assertThat(this.migrations.postProcessAfterInitialization(flyway, "flyway")).isSameAs(flyway);
		assertThat(this.report.refused).isEmpty();
	}

	private Flyway flyway() {
		return Flyway.configure()
			.dataSource("jdbc:h2:" + this.folder.resolve("orders"), "sa", "")
			.locations("filesystem:" + this.folder)
			.callbacks(this.migrations)
			.load();
	}

	private void script(String name, String sql) throws IOException {
		Files.writeString(this.folder.resolve(name), sql + ";\n");
	}

}
