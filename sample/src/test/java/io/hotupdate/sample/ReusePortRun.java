package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.hotupdate.sample.ActuatorClient.Answer;

import static org.awaitility.Awaitility.await;

/**
 * Three instances on one port, each with its own home, one of which is updated under
 * load. A program of its own, since the network namespace that it is measured in has to
 * hold all of it: {@code ReusePortRun <folder> <updates> <clients>}. Its standard output
 * ends with a line {@code RESULT name=value …}.
 */
final class ReusePortRun {

	private static final Duration LIMIT = Duration.ofMinutes(4);

	private static final int INSTANCES = 3;

	private final int port = AppProcess.freePort();

	private final Path folder;

	private final List<AppProcess> instances = new ArrayList<>();

	private final List<ActuatorClient> actuators = new ArrayList<>();

	private ReusePortRun(Path folder) {
		this.folder = folder;
	}

	public static void main(String[] args) throws Exception {
		new ReusePortRun(Path.of(args[0])).run(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
	}

	private void run(int updates, int clients) throws Exception {
		Path releases = this.folder.resolve("releases");
		ReleaseForge forge = new ReleaseForge(SampleRelease.FIRST.jar(), releases);
		try {
			for (int i = 0; i < INSTANCES; i++) {
				start(i, SampleRelease.location(releases));
			}
			try (LoadClient load = LoadClient.start(this.port);
					ConnectStorm storm = new ConnectStorm(this.port, clients)) {
				awaitMore(load);
				for (int i = 1; i <= updates; i++) {
					String version = "1." + i + ".0";
					forge.forge(version);
					Answer answer = this.actuators.get(0).update(version, LIMIT, "confirmed");
					if (!answer.value("outcome").equals("SUCCEEDED")) {
						throw new IllegalStateException(answer.text() + this.instances.get(0).tail());
					}
					awaitMore(load);
				}
				Map<Outcome, Long> stormed = storm.stop();
				LoadResult result = load.stop();
				System.out.println(result);
				System.out
					.println("RESULT mode=" + this.actuators.get(0).snapshot().value("handover.mode") + " findings="
							+ findings() + " requests=" + result.sent() + " failed=" + result.failures().size()
							+ " keptAlive=" + result.failures().stream().filter(Exchange::reused).count() + " storm="
							+ stormed.values().stream().mapToLong(Long::longValue).sum() + " lost="
							+ new TreeMap<>(stormed).entrySet()
								.stream()
								.filter((entry) -> entry.getKey() != Outcome.OK)
								.map((entry) -> entry.getKey() + ":" + entry.getValue())
								.collect(Collectors.joining(",")));
			}
		}
		finally {
			this.instances.forEach(AppProcess::close);
		}
	}

	private String findings() {
		return this.actuators.get(0).post("/hotupdate/plan", Map.of()).text().contains("QUEUE_RESET") ? "QUEUE_RESET"
				: "none";
	}

	private void start(int number, String location) throws IOException {
		int management = AppProcess.freePort();
		AppProcess instance = AppProcess.in(Files.createDirectories(this.folder.resolve("instance-" + number)))
			.port(this.port)
			.property("management.server.port", management)
			.property("management.server.address", "127.0.0.1")
			.property("hotupdate.handover.mode", "reuse-port")
			.property("hotupdate.releases.location", location)
			.property("hotupdate.probation.duration", "2s")
			.jvmOption("-XX:TieredStopAtLevel=1")
			.jvmOption("-Xmx160m")
			.start(SampleRelease.FIRST.jar());
		this.instances.add(instance);
		ActuatorClient actuator = new ActuatorClient(management, instance.home());
		this.actuators.add(actuator);
		await().atMost(LIMIT).ignoreExceptions().until(() -> actuator.snapshot().status() == 200);
	}

	/** Two seconds' worth of requests. */
	private static void awaitMore(LoadClient load) {
		long enough = load.done() + 600;
		await().atMost(LIMIT).until(() -> load.done() >= enough);
	}

}
