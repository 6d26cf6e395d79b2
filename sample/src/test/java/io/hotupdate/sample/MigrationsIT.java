package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.hotupdate.sample.ActuatorClient.Answer;
import io.hotupdate.sample.ReleaseForge.Libraries;
import io.hotupdate.sample.SampleRelease.Contents;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The order desk with Flyway: what an update has done to the schema stays, and it is
 * said; or it is forbidden.
 */
class MigrationsIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final String V1 = "create table customers (id integer primary key)";

	private static final String V2 = "alter table customers add column email text";

	private static final String V3 = "alter table customers add column phone text";

	private static final String BROKEN = "alter table nothing add column fax text";

	@TempDir
	Path folder;

	private Path releases;

	private Path first;

	@BeforeEach
	void forge() throws IOException {
		this.releases = this.folder.resolve("releases");
		this.first = forge("1.0.0", "V1__create_customers", V1);
		forge("1.1.0", "V1__create_customers", V1, "V2__add_email", V2);
		forge("1.2.0", "V1__create_customers", V1, "V2__add_email", V2, "V3__add_phone", V3, "V4__broken", BROKEN);
	}

	@Test
	void theyStayAndEveryFailureSaysSo() throws Exception {
		try (AppProcess app = launcher().start(this.first)) {
			ActuatorClient actuator = ActuatorClient.of(app);
			assertThat(actuator.snapshot().value("migrations")).isIn("", "[]");
			Answer served = actuator.update("1.1.0", LIMIT, "serving");
			assertThat(served.value("migrations")).as(() -> served.text() + app.tail())
				.isEqualTo("[\"flyway V2 add email\"]");
			await().atMost(LIMIT).until(() -> actuator.snapshot().value("phase").equals("PROBATION"));
			Answer back = actuator.verb("rollback?wait=60s");
			assertThat(back.value("outcome")).as(() -> back.text() + app.tail()).isEqualTo("TAKEN_BACK");
			assertThat(back.value("error.message")).contains("Migrations applied by it stay: flyway V2 add email;");
			new InstanceWatch(app).awaitAlone(app.pid());

			Answer failed = actuator.update("1.2.0", LIMIT, "serving");
			assertThat(failed.value("outcome")).as(failed.text()).isEqualTo("FAILED");
			assertThat(failed.value("error.message")).contains("Migrations applied by it stay: flyway V3 add phone,"
					+ " flyway V4 broken (failed: what stays of it depends on the database);");
			assertThat(versions(app)).containsExactly("1", "2", "3");
			assertThat(actuator.snapshot().value("currentVersion")).isEqualTo("1.0.0");
			assertThat(app.answers()).isTrue();

			Answer updated = actuator.update("1.1.0", LIMIT, "serving");
			assertThat(updated.status()).as(() -> updated.text() + app.tail()).isEqualTo(200);
			assertThat(updated.value("migrations")).isIn("", "[]");
			app.kill9(app.pid());
			await().atMost(LIMIT).until(() -> app.generations().size() == 1);
		}
	}

	@Test
	void knownEvenIfTheSuccessorDies() throws Exception {
		Path slow = forge("1.3.0", Map.of("orderdesk.fault", "never-ready",
				"management.endpoint.health.group.readiness.include", "readinessState,warehouse"),
				"V1__create_customers", V1, "V2__add_email", V2);
		assertThat(slow).exists();
		try (AppProcess app = launcher().start(this.first)) {
			ActuatorClient actuator = ActuatorClient.of(app);
			actuator.update("1.3.0");
			await().atMost(LIMIT).until(() -> actuator.snapshot().value("migrations").contains("V2"));
			app.kill9(InstanceWatch.successor(actuator.snapshot()));
			await().atMost(LIMIT).until(() -> actuator.snapshot().value("outcome").equals("FAILED"));
			assertThat(actuator.snapshot().value("error.message"))
				.contains("Migrations applied by it stay: flyway V2 add email;");
		}
	}

	@Test
	void forbiddenFailsBeforeAnyIsApplied() throws Exception {
		try (AppProcess app = launcher().property("hotupdate.migrations", "forbid").start(this.first)) {
			ActuatorClient actuator = ActuatorClient.of(app);
			Answer refused = actuator.update("1.1.0", LIMIT, "serving");
			assertThat(refused.status()).as(() -> refused.text() + app.tail()).isEqualTo(422);
			assertThat(refused.value("reason")).isEqualTo("MIGRATIONS_FORBIDDEN");
			assertThat(refused.value("error.message")).contains("none was applied: flyway V2 add email")
				.doesNotContain("stay:");
			assertThat(versions(app)).containsExactly("1");
			assertThat(actuator.snapshot().value("currentVersion")).isEqualTo("1.0.0");
			await().atMost(LIMIT).until(() -> app.generations().equals(List.of(app.pid())));
			assertThat(app.answers()).isTrue();
		}
	}

	private AppLauncher launcher() {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.releases.location", SampleRelease.location(this.releases))
			.property("hotupdate.probation.duration", "10m")
			.property("hotupdate.warm-up.requests", 10);
	}

	private Path forge(String version, String... scripts) throws IOException {
		return forge(version, Map.of(), scripts);
	}

	private Path forge(String version, Map<String, String> properties, String... scripts) throws IOException {
		Path folder = Files.createDirectories(this.folder.resolve("migrations-" + version));
		for (int i = 0; i < scripts.length; i += 2) {
			Files.writeString(folder.resolve(scripts[i] + ".sql"), scripts[i + 1] + ";\n");
		}
		Map<String, String> all = new HashMap<>(properties);
		all.put("spring.flyway.locations", "filesystem:" + folder);
		Libraries flyway = Libraries.of(SampleRelease.folder().resolveSibling("parts").resolve("flyway"));
		return new ReleaseForge(SampleRelease.FIRST.jar(), this.releases).forge(version, Contents.of(version, all),
				flyway);
	}

	private static List<String> versions(AppProcess app) throws SQLException {
		List<String> versions = new ArrayList<>();
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + app.database());
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(
						"select version from flyway_schema_history where success = 1 order by installed_rank")) {
			while (rows.next()) {
				versions.add(rows.getString(1));
			}
		}
		return versions;
	}

}
