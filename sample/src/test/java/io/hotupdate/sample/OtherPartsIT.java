package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.hotupdate.sample.ActuatorClient.Answer;
import io.hotupdate.sample.ReleaseForge.Libraries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The order desk on other parts than those of the starter: it starts, serves, says what
 * is not available, and can be updated by what is.
 */
class OtherPartsIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	@TempDir
	Path folder;

	@Test
	void jettyRestartsInPlace() throws IOException {
		// tomcat-embed-websocket stays: it holds the API that the ticker needs
		Libraries jetty = Libraries.of(parts("jetty"), "tomcat-embed-core", "spring-boot-tomcat");
		try (AppProcess app = start(jetty)) {
			ActuatorClient actuator = ActuatorClient.of(app);
			awaitLogged(app, "Live updates (NO_TOMCAT)");
			assertThat(app.tail()).contains("Jetty started on port " + app.port());
			Answer before = actuator.snapshot();
			assertThat(before.value("handover.mode")).isEqualTo("RESTART_IN_PLACE");
			assertThat(before.value("handover.because")).startsWith("Only an embedded Tomcat can hand");
			Answer plan = actuator.post("/hotupdate/plan", Map.of());
			assertThat(plan.value("possible")).as(plan.text()).isEqualTo("true");
			assertThat(plan.text()).contains("NO_TOMCAT", "restarts in place");
			assertThat(actuator.update("1.1.0").status()).isEqualTo(202);
			await().atMost(LIMIT).ignoreExceptions().until(() -> !actuator.snapshot().value("outcome").isEmpty());
			Answer after = actuator.snapshot();
			assertThat(after.value("outcome")).as(() -> after.text() + app.tail()).isEqualTo("SUCCEEDED");
			assertThat(after.value("currentVersion")).isEqualTo("1.1.0");
			assertThat(after.value("handover.mode")).isEqualTo("RESTART_IN_PLACE");
			assertThat(app.generations()).containsExactly(app.pid());
			assertThat(app.answers()).isTrue();
			assertThat(app.home().resolve("current")).hasContent("1.1.0");
		}
	}

	@Test
	void log4j2HandsOverWithoutAStartLog() throws IOException {
		Libraries log4j2 = Libraries.of(parts("log4j2"), "logback-", "log4j-to-slf4j", "logstash-logback-encoder");
		try (AppProcess app = start(log4j2)) {
			ActuatorClient actuator = ActuatorClient.of(app);
			awaitLogged(app, "Live updates (NO_START_LOG)");
			assertThat(actuator.snapshot().value("handover.mode")).isEqualTo("SHARED_LISTENER");
			Answer plan = actuator.post("/hotupdate/plan", Map.of());
			assertThat(plan.value("possible")).as(plan.text()).isEqualTo("true");
			assertThat(plan.text()).contains("NO_START_LOG");
			Answer updated = actuator.update("1.1.0", LIMIT, "confirmed");
			assertThat(updated.value("outcome")).as(() -> updated.text() + app.tail()).isEqualTo("SUCCEEDED");
			assertThat(updated.value("currentVersion")).isEqualTo("1.1.0");
			assertThat(app.answers()).isTrue();
		}
	}

	private AppProcess start(Libraries libraries) throws IOException {
		Path releases = this.folder.resolve("releases");
		ReleaseForge forge = new ReleaseForge(SampleRelease.FIRST.jar(), releases);
		Path first = forge.forge("1.0.0", libraries);
		forge.forge("1.1.0", libraries);
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.releases.location", SampleRelease.location(releases))
			.property("hotupdate.probation.duration", "2s")
			.property("hotupdate.warm-up.requests", 10)
			.start(first);
	}

	private static void awaitLogged(AppProcess app, String text) {
		await().atMost(LIMIT).untilAsserted(() -> assertThat(app.tail()).contains(text));
	}

	/** Where the build copies the jars to. */
	private static Path parts(String name) {
		return SampleRelease.folder().resolveSibling("parts").resolve(name);
	}

}
