package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A person ends the probation, one way or the other, under load. */
class ProbationVerbsIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	@TempDir
	Path folder;

	@Test
	void rollbackAndConfirmLoseNothing() throws Exception {
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.probation.duration", "10m");
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			ActuatorClient actuator = watch.actuator();
			LoadResult result;
			try (LoadClient load = LoadClient.start(app.port())) {
				serve(app, actuator);
				Answer back = actuator.verb("rollback?wait=60s");
				assertThat(back.status()).as(() -> back.text() + app.tail()).isEqualTo(200);
				assertThat(back.value("outcome")).isEqualTo("TAKEN_BACK");
				assertThat(back.value("reason")).isEqualTo("REQUESTED");
				assertThat(back.value("currentVersion")).isEqualTo("1.0.0");
				watch.awaitAlone(app.pid());
				assertThat(app.home().resolve("current")).hasContent("1.0.0");
				serve(app, actuator);
				Answer stays = actuator.verb("confirm?wait=60s");
				assertThat(stays.status()).as(() -> stays.text() + app.tail()).isEqualTo(200);
				assertThat(stays.value("outcome")).isEqualTo("SUCCEEDED");
				await().atMost(LIMIT)
					.untilAsserted(() -> assertThat(app.generations()).hasSize(1).doesNotContain(app.pid()));
				assertThat(app.home().resolve("current")).hasContent("1.1.0");
				result = load.stop();
			}
			assertThat(result.failures()).as(() -> result + "\n" + app.tail()).isEmpty();
			assertThat(StoredOrders.in(app.database()).missing(result.acknowledged())).isEmpty();
		}
	}

	private static void serve(AppProcess app, ActuatorClient actuator) {
		Answer served = actuator.update("1.1.0", LIMIT, "serving");
		assertThat(served.status()).as(() -> served.text() + app.tail()).isEqualTo(200);
		await().atMost(LIMIT).until(() -> actuator.snapshot().value("phase").equals("PROBATION"));
	}

}
