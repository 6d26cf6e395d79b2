package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Going back when the predecessor still drains and when nobody stands by any more, and an
 * update that waits for the end of another; under load, of which nothing is lost.
 */
class RollbackIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	@TempDir
	Path folder;

	@TempDir
	Path releases;

	@Test
	void rollbackWorksAtAnyTimeAndAnUpdateCanWait() throws Exception {
		for (SampleRelease release : List.of(SampleRelease.SECOND, SampleRelease.THIRD)) {
			copy(release);
		}
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.releases.location", SampleRelease.location(this.releases))
			.property("hotupdate.probation.duration", "10m");
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			LoadResult result;
			try (LoadClient load = LoadClient.start(app.port())) {
				rollBackWhileDraining(app, watch);
				updateWaits(app, watch);
				rollBackLater(watch);
				result = load.stop();
			}
			assertThat(result.failures()).as(() -> result + "\n" + app.tail()).isEmpty();
			assertThat(StoredOrders.in(app.database()).missing(result.acknowledged())).isEmpty();
		}
	}

	private void copy(SampleRelease release) throws IOException {
		String jar = release.jar().getFileName().toString();
		for (String name : List.of(jar, jar + ".sha256")) {
			Files.copy(release.jar().resolveSibling(name), this.releases.resolve(name));
		}
	}

	private static void rollBackWhileDraining(AppProcess app, InstanceWatch watch) throws Exception {
		watch.update(SampleRelease.SECOND);
		try (SlowRequest slow = SlowRequest.atWarming(app, watch)) {
			watch.awaitPhase("DRAINING");
			Answer back = watch.actuator().verb("rollback?wait=60s");
			assertThat(back.status()).as(back.text()).isEqualTo(200);
			assertThat(back.value("outcome")).isEqualTo("TAKEN_BACK");
			assertThat(back.value("phase")).isEqualTo("DRAINING");
			assertThat(back.value("currentVersion")).isEqualTo("1.0.0");
			assertThat(slow.status()).isEqualTo(200);
			assertThat(slow.release()).isEqualTo("1.0.0");
		}
		watch.awaitAlone(app.pid());
		assertThat(watch.pointer("current")).isEqualTo("1.0.0");
	}

	private static void updateWaits(AppProcess app, InstanceWatch watch) throws IOException {
		try (RawConnection old = RawConnection.open(app.port(), Duration.ofSeconds(60))) {
			assertThat(old.exchange("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").release()).isEqualTo("1.0.0");
			watch.update(SampleRelease.SECOND);
			watch.awaitPhase("DRAINING");
			Answer refused = watch.actuator().update("1.2.0");
			assertThat(refused.status()).isEqualTo(409);
			assertThat(refused.value("error.message")).contains("The probation ends in 5", "queue");
			// the predecessor is asked, which tells the successor
			RawConnection.Response queued = old.exchange(queueing("1.2.0", app));
			assertThat(queued.status()).as(queued.body()).isEqualTo(202);
			assertThat(queued.release()).isEqualTo("1.0.0");
			assertThat(queued.body()).contains("\"targetVersion\":\"1.1.0\"", "\"queued\":{\"version\":\"1.2.0\"");
		}
		assertThat(watch.actuator().snapshot().value("queued.version")).isEqualTo("1.2.0");
		assertThat(watch.actuator().verb("cancel?wait=60s").json().has("queued")).isFalse();
		Answer again = watch.actuator().post("/hotupdate", Map.of("version", "1.2.0", "queue", true));
		assertThat(again.status()).as(again.text()).isEqualTo(202);
		Answer confirmed = watch.actuator().verb("confirm?wait=60s");
		assertThat(confirmed.status()).as(() -> confirmed.text() + app.tail()).isEqualTo(200);
		watch.until("1.2.0 in probation", (snapshot) -> snapshot.value("targetVersion").equals("1.2.0")
				&& snapshot.value("phase").equals("PROBATION"));
		assertThat(watch.actuator().verb("confirm?wait=60s").status()).isEqualTo(200);
		assertThat(watch.pointer("current")).isEqualTo("1.2.0");
		assertThat(watch.pointer("previous")).isEqualTo("1.1.0");
	}

	private static String queueing(String version, AppProcess app) throws IOException {
		String body = "{\"version\":\"" + version + "\",\"queue\":true}";
		return "POST /actuator/hotupdate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer "
				+ Files.readString(app.home().resolve("token")).trim() + "\r\nContent-Length: " + body.length()
				+ "\r\n\r\n" + body;
	}

	/** What the store has need not be anywhere else. */
	private void rollBackLater(InstanceWatch watch) throws IOException {
		Files.delete(this.releases.resolve(SampleRelease.SECOND.jar().getFileName()));
		watch.until("rollback is allowed", (snapshot) -> snapshot.json().path("generations").size() == 1);
		Answer back = watch.actuator().verb("rollback?wait=" + LIMIT.toSeconds() + "s");
		assertThat(back.status()).as(back.text()).isEqualTo(200);
		assertThat(back.value("currentVersion")).isEqualTo("1.1.0");
		Answer confirmed = watch.actuator().verb("confirm?wait=60s");
		assertThat(confirmed.value("outcome")).as(confirmed.text()).isEqualTo("SUCCEEDED");
		assertThat(watch.pointer("current")).isEqualTo("1.1.0");
		assertThat(watch.pointer("previous")).isEqualTo("1.2.0");
	}

}
