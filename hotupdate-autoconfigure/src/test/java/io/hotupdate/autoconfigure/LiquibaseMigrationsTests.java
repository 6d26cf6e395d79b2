package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

import com.zaxxer.hikari.HikariDataSource;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.FileSystemResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A real Liquibase on a real database.
 */
class LiquibaseMigrationsTests {

	private static final String CREATE = "-- changeset alice:create-orders\ncreate table orders (id int);\n";

	private static final String ADD = "-- changeset bob:add-email\nalter table orders add email varchar(200);\n";

	private static final String BROKEN = "-- changeset bob:broken\nalter table nothing add email varchar(200);\n";

	private final RecordedMigrations report = new RecordedMigrations();

	private final HikariDataSource source = new HikariDataSource();

	@TempDir
	Path folder;

	@BeforeEach
	void setUp() {
		this.source.setJdbcUrl("jdbc:h2:" + this.folder.resolve("orders"));
		this.source.setUsername("sa");
	}

	@AfterEach
	void tearDown() {
		this.source.close();
	}

	@Test
	void toldAsTheyRun() throws Exception {
		start(CREATE);
		assertThat(this.report.applied).containsExactly("liquibase create-orders by alice");
		this.report.applied.clear();
		start(CREATE + ADD);
		assertThat(this.report.applied).containsExactly("liquibase add-email by bob");
		this.report.applied.clear();
		start(CREATE + ADD);
		assertThat(this.report.applied).isEmpty();
	}

	@Test
	void thoseBeforeOneThatFailsAreTold() {
		assertThatExceptionOfType(LiquibaseException.class).isThrownBy(() -> start(CREATE + BROKEN));
		assertThat(this.report.applied).containsExactly("liquibase create-orders by alice",
				"liquibase broken by bob (failed: what stays of it depends on the database)");
	}

	@Test
	void forbiddenBeforeAnyRuns() throws Exception {
		start(CREATE);
		this.report.applied.clear();
		this.report.forbidden = true;
		assertThatExceptionOfType(LiquibaseException.class).isThrownBy(() -> start(CREATE + ADD))
			.withMessageContaining("refused");
		assertThat(this.report.refused).containsExactly("liquibase add-email by bob");
		assertThat(this.report.applied).isEmpty();
		assertThat(hasEmail()).isFalse();
		start(CREATE);
	}

	@Test
	void forbiddenDropFirstDropsNothing() throws Exception {
		start(CREATE);
		this.report.forbidden = true;
		SpringLiquibase liquibase = liquibase(CREATE);
		liquibase.setDropFirst(true);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(
				() -> new LiquibaseMigrations(this.report).postProcessBeforeInitialization(liquibase, "liquibase"));
	}

	@Test
	void customizerOfTheApplicationRunsToo() throws Exception {
		AtomicBoolean customized = new AtomicBoolean();
		SpringLiquibase liquibase = liquibase(CREATE);
		liquibase.setCustomizer((run) -> customized.set(true));
		new LiquibaseMigrations(this.report).postProcessBeforeInitialization(liquibase, "liquibase");
		liquibase.afterPropertiesSet();
		assertThat(customized).isTrue();
		assertThat(this.report.applied).hasSize(1);
	}

	private void start(String changes) throws IOException, LiquibaseException {
		SpringLiquibase liquibase = liquibase(changes);
		new LiquibaseMigrations(this.report).postProcessBeforeInitialization(liquibase, "liquibase");
		liquibase.afterPropertiesSet();
	}

	private SpringLiquibase liquibase(String changes) throws IOException {
		Path log = Files.writeString(this.folder.resolve("changelog.sql"), "-- liquibase formatted sql\n" + changes);
		SpringLiquibase liquibase = new SpringLiquibase();
		liquibase.setResourceLoader(new FileSystemResourceLoader());
		liquibase.setDataSource(this.source);
		liquibase.setChangeLog(log.toUri().toString());
		liquibase.setAnalyticsEnabled(false);
		return liquibase;
	}

	private boolean hasEmail() throws SQLException {
		try (Connection connection = this.source.getConnection();
				ResultSet columns = connection.getMetaData().getColumns(null, null, "ORDERS", "EMAIL")) {
			return columns.next();
		}
	}

}
