package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** As the first process of a PID namespace, and as in a pod of Kubernetes. */
class ContainerIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final String[] NAMESPACE = { "unshare", "--pid", "--fork", "--kill-child", "--mount-proc" };

	@TempDir
	Path folder;

	@Test
	void firstProcessRefusesAndSaysWhatToDo() throws Exception {
		assumeThat(hasNamespaces()).as("PID namespaces can be made here").isTrue();
		try (AppProcess app = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.wrapper(NAMESPACE)
			.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			assertThat(actuator.snapshot().value("generations.0.pid")).isEqualTo("1");
			Answer refused = actuator.update("1.1.0", LIMIT, "serving");
			assertThat(refused.status()).as(refused.text()).isEqualTo(422);
			assertThat(refused.value("error.message")).contains("first process of its container")
				.contains("hotupdate.supervisor.enabled=true");
			assertThat(actuator.snapshot().value("state")).isEqualTo("IDLE");
			assertThat(app.answers()).isTrue();
		}
	}

	@Test
	void firstProcessMayRestartInPlace() throws Exception {
		assumeThat(hasNamespaces()).as("PID namespaces can be made here").isTrue();
		try (AppProcess app = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.handover.mode", "restart-in-place")
			.wrapper(NAMESPACE)
			.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			watch.update(SampleRelease.SECOND);
			Answer after = watch.awaitOutcome("SUCCEEDED");
			assertThat(after.value("currentVersion")).isEqualTo("1.1.0");
			assertThat(after.value("generations.0.pid")).isEqualTo("1");
		}
	}

	@Test
	void podRefusesUnlessItIsAllowed() {
		try (AppProcess app = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.wrapper("env", "KUBERNETES_SERVICE_HOST=10.96.0.1")
			.start(SampleRelease.FIRST.jar())) {
			Answer refused = ActuatorClient.of(app).update("1.1.0", LIMIT, "serving");
			assertThat(refused.status()).as(refused.text()).isEqualTo(422);
			assertThat(refused.value("error.message")).contains("Kubernetes");
			assertThat(ActuatorClient.of(app).post("/hotupdate/plan", Map.of()).value("possible")).isEqualTo("false");
		}
		try (AppProcess app = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.wrapper("env", "KUBERNETES_SERVICE_HOST=10.96.0.1")
			.property("hotupdate.container.allow", true)
			.property("hotupdate.warm-up.requests", 10)
			.start(SampleRelease.FIRST.jar())) {
			Answer served = ActuatorClient.of(app).update("1.1.0", LIMIT, "serving");
			assertThat(served.status()).as(served.text()).isEqualTo(200);
		}
	}

	private static boolean hasNamespaces() throws InterruptedException {
		try {
			Process probe = new ProcessBuilder("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "true")
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
