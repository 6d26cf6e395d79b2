package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests that wait for the update that replaces the process which holds them. */
class WaitingIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	@TempDir
	Path folder;

	@Test
	void waitingRequestsAreAnsweredAcrossTheSwitchAndHoldNothingUp() throws Exception {
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.probation.duration", "3s")
			.property("hotupdate.drain.timeout", "60s");
		ExecutorService callers = Executors.newFixedThreadPool(7);
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			List<Future<Answer>> answers = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				String until = (i % 2 == 0) ? "serving" : "confirmed";
				answers.add(callers.submit(() -> ActuatorClient.of(app).update("1.1.0", LIMIT, until)));
			}
			List<String> ids = new ArrayList<>();
			for (Future<Answer> future : answers) {
				Answer answer = future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
				assertThat(answer.status()).as(() -> answer.text() + app.tail()).isEqualTo(200);
				assertThat(answer.value("currentVersion")).isEqualTo("1.1.0");
				ids.add(answer.value("updateId"));
			}
			assertThat(ids.stream().distinct()).as("one update for the same request").hasSize(1);
			await().atMost(LIMIT).until(() -> app.generations().size() == 1);
			Answer after = ActuatorClient.of(app).snapshot();
			assertThat(after.value("drain.cut")).isIn("{}", "");
			assertThat(after.json().at("/timings/DRAINING").asLong()).isLessThan(30_000);
			Answer again = ActuatorClient.of(app).update("1.1.0");
			assertThat(again.status()).isEqualTo(200);
			assertThat(again.value("updateId")).isEqualTo(after.value("updateId"));
		}
		finally {
			callers.shutdownNow();
		}
	}

}
