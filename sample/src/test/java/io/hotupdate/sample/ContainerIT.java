package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

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
	void supervisorIsTheFirstProcess() throws Exception {
		assumeThat(hasNamespaces()).as("PID namespaces can be made here").isTrue();
		try (AppProcess app = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.supervisor.enabled", true)
			.property("hotupdate.warm-up.requests", 10)
			.property("hotupdate.probation.duration", "1s")
			.wrapper(NAMESPACE)
			.start(SampleRelease.FIRST.jar())) {
			long supervisor = child(app.pid());
			leaveAnOrphan(supervisor);
			Answer updated = ActuatorClient.of(app).update("1.1.0", LIMIT, "confirmed");
			assertThat(updated.value("outcome")).as(() -> updated.text() + app.tail()).isEqualTo("SUCCEEDED");
			await().atMost(LIMIT).until(() -> app.generations().size() == 3);
			app.kill9(child(supervisor));
			await().atMost(LIMIT).until(app::answers);
			await("no zombie is left").atMost(LIMIT).until(() -> children(supervisor).size() == 1);
			app.term(supervisor);
			assertThat(app.awaitExit()).as(app::tail).isEqualTo(143);
			assertThat(app.generations()).isEmpty();
		}
	}

	/** One whose parent ends before it does, so that process 1 becomes its parent. */
	private static void leaveAnOrphan(long first) throws Exception {
		new ProcessBuilder("nsenter", "--target", String.valueOf(first), "--pid", "sh", "-c", "sleep 1 &").inheritIO()
			.start()
			.waitFor();
		assertThat(children(first)).as("the generation and the orphan").hasSize(2);
	}

	private static long child(long parent) {
		return children(parent).stream().filter(LinuxProcesses::isAlive).findFirst().orElseThrow();
	}

	/** Also those that have ended and were not reaped. */
	private static List<Long> children(long parent) {
		return ProcessHandle.of(parent).stream().flatMap(ProcessHandle::children).map(ProcessHandle::pid).toList();
	}

	@Test
	void podRefusesUnlessItIsAllowed() {
		try (AppProcess app = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.supervisor.enabled", true)
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
