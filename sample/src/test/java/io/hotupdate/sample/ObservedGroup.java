package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.hotupdate.sample.ActuatorClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A group under load to which everything happens that the dashboards have a panel for,
 * and when it did.
 */
final class ObservedGroup implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofMinutes(6);

	private static final int HELD = 5;

	private final Path folder;

	private final int rate;

	private final int instances;

	private final List<AppProcess> group = new ArrayList<>();

	private final List<LoadClient> clients = new ArrayList<>();

	private final List<AutoCloseable> held = new ArrayList<>();

	private final Map<String, long[]> windows = new HashMap<>();

	private final long[] all = new long[2];

	private final RedisProcess redis;

	ObservedGroup(Path folder, int instances, int rate) throws IOException {
		this.folder = folder;
		this.instances = instances;
		this.rate = rate;
		this.redis = RedisProcess.start(Files.createDirectories(folder.resolve("redis")));
	}

	void start() throws IOException {
		for (int i = 0; i < this.instances; i++) {
			Path own = Files.createDirectories(this.folder.resolve("i" + i));
			this.group.add(AppProcess.in(own)
				.ownTemporaryFolder()
				.property("hotupdate.cluster.enabled", true)
				.property("hotupdate.cluster.instance-id", "desk-" + i)
				.property("hotupdate.probation.duration", "20s")
				.property("hotupdate.drain.timeout", "12s")
				.property("hotupdate.warm-up.requests", 200)
				.property("hotupdate.limits.header-timeout", "2s")
				.property("spring.data.redis.host", "127.0.0.1")
				.property("spring.data.redis.port", this.redis.port())
				// a file where the folder should be: an upload is an error
				.property("orderdesk.files", Files.createFile(own.resolve("no-folder")))
				.property("spring.mvc.log-resolved-exception", true)
				.start(SampleRelease.FIRST.jar()));
		}
		await().atMost(LIMIT)
			.until(() -> actuator(0).get("/hotupdate/cluster").json().path("members").size() == this.instances);
	}

	List<String> targets() {
		return this.group.stream().map((app) -> "'127.0.0.1:" + app.port() + "'").toList();
	}

	/** Let it all happen. */
	void run() throws Exception {
		this.all[0] = now();
		for (AppProcess app : this.group) {
			this.clients.add(LoadClient.start(app.port(), new LoadClient.Plan(this.rate, 40, Duration.ofSeconds(4))));
			awaitAnswers(app);
		}
		missingRelease();
		rollOut();
		errors();
		takenBack();
		withoutRedis();
		this.all[1] = now();
	}

	/** The first and the last second that a dashboard is best drawn for. */
	long[] window(String dashboard) {
		long[] window = this.windows.get(dashboard);
		return (window != null) ? window : this.all;
	}

	/** An update that fails: there is no such release. */
	private void missingRelease() {
		Answer failed = actuator(this.instances - 1).post("/hotupdate?wait=30s",
				Map.of("version", "9.9.9", "scope", "instance"));
		assertThat(failed.value("error.reason")).as(failed.text()).isEqualTo("RELEASE_NOT_FOUND");
		letPrometheusSee();
		assertThat(actuator(this.instances - 1).post("/hotupdate/cancel", Map.of("scope", "instance")).status())
			.isEqualTo(200);
	}

	private void rollOut() throws IOException {
		long begun = now();
		for (AppProcess app : this.group) {
			hold(app);
		}
		Answer rollout = actuator(0).post("/hotupdate", Map.of("version", "1.1.0", "scope", "cluster"));
		assertThat(rollout.status()).as(rollout.text()).isEqualTo(202);
		await().atMost(LIMIT).until(() -> rollout("phase").equals("ROLLING"));
		this.windows.put("handover", new long[] { begun, now() + 2 });
		await().atMost(LIMIT).until(() -> List.of("SUCCEEDED", "HALTED").contains(rollout("phase")));
		assertThat(rollout("phase")).as(() -> this.group.get(0).tail()).isEqualTo("SUCCEEDED");
		letPrometheusSee();
		this.windows.put("rollout", new long[] { begun, now() });
		this.windows.put("impact", new long[] { begun, now() });
	}

	/**
	 * Connections that a drain waits for: idle ones, and a request that takes too long.
	 */
	private void hold(AppProcess app) throws IOException {
		for (int i = 0; i < HELD; i++) {
			RawConnection idle = RawConnection.open(app.port(), Duration.ofSeconds(60));
			assertThat(idle.exchange("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").status()).isEqualTo(200);
			this.held.add(idle);
		}
		this.held.add(SlowRequest.send(app, Duration.ofMinutes(4).toMillis()));
		RawConnection endless = RawConnection.open(app.port(), Duration.ofSeconds(60));
		endless.send("GET / HTTP/1.1\r\nX-Endless: ");
		this.held.add(endless);
	}

	/** What an application logs when it has trouble. */
	private void errors() throws IOException {
		for (int i = 0; i < 30; i++) {
			try (RawConnection connection = RawConnection.open(this.group.get(0).port(), Duration.ofSeconds(60))) {
				String end = " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{";
				int expected = (i % 3 == 0) ? 500 : 400;
				String request = (expected == 500) ? "PUT /files/lost.txt" : "POST /orders";
				assertThat(connection.exchange(request + end).status()).isEqualTo(expected);
			}
		}
		letPrometheusSee();
	}

	private void takenBack() {
		long begun = now();
		AppProcess app = this.group.get(1);
		InstanceWatch watch = new InstanceWatch(app);
		Answer started = watch.actuator()
			.post("/hotupdate", Map.of("version", SampleRelease.ERRORS.version(), "scope", "instance"));
		assertThat(started.status()).as(started.text()).isEqualTo(202);
		watch.awaitPhase("DRAINING");
		this.windows.put("now", new long[] { begun - 40, now() + 3 });
		Answer ended = watch.awaitOutcome("TAKEN_BACK");
		assertThat(ended.value("error.reason")).as(ended.text()).isEqualTo("ERROR_RATIO");
		letPrometheusSee();
	}

	private void withoutRedis() throws Exception {
		this.redis.kill();
		letPrometheusSee();
		this.redis.restart();
		letPrometheusSee();
	}

	/** As many requests as ten seconds have, so that there were ten scrapes. */
	private void letPrometheusSee() {
		awaitRequests(this.clients.get(0), 10L * this.rate);
	}

	private void awaitAnswers(AppProcess app) {
		awaitRequests(this.clients.get(this.group.indexOf(app)), 10L * this.rate);
	}

	private static void awaitRequests(LoadClient client, long more) {
		long enough = client.done() + more;
		await().atMost(LIMIT).until(() -> client.done() >= enough);
	}

	private String rollout(String field) {
		return actuator(0).get("/hotupdate/cluster/rollout").value(field);
	}

	private ActuatorClient actuator(int index) {
		return ActuatorClient.of(this.group.get(index));
	}

	private static long now() {
		return System.currentTimeMillis() / 1000;
	}

	@Override
	public void close() throws Exception {
		this.clients.forEach(LoadClient::close);
		for (AutoCloseable one : this.held) {
			one.close();
		}
		this.group.forEach(AppProcess::close);
		this.redis.close();
	}

}
