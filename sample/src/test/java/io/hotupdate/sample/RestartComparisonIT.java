package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a plain graceful restart costs under the load that the update tests use. */
@Alone
class RestartComparisonIT {

	private static final Logger logger = LoggerFactory.getLogger(RestartComparisonIT.class);

	private static final int RESTARTS = Boolean.getBoolean("hotupdate.soak") ? 10 : 1;

	@TempDir
	Path folder;

	@Test
	void restartUnderLoad() throws Exception {
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.port(AppProcess.freePort())
			.property("hotupdate.enabled", false);
		AppProcess app = launcher.start(SampleRelease.FIRST.jar());
		LoadResult result;
		try (LoadClient load = LoadClient.start(app.port())) {
			awaitMore(load);
			for (int i = 0; i < RESTARTS; i++) {
				app.term();
				app.awaitExit();
				app = launcher.start((i % 2 == 0) ? SampleRelease.SECOND.jar() : SampleRelease.FIRST.jar());
				awaitMore(load);
			}
			result = load.stop();
		}
		finally {
			app.close();
		}
		logger.info("{} plain graceful restarts under load\n{}", RESTARTS, result);
		StoredOrders stored = StoredOrders.in(app.database());
		assertThat(stored.missing(result.acknowledged())).isEmpty();
		assertThat(stored.duplicates()).isEmpty();
		assertThat(result.releases()).containsKeys("1.0.0", "1.1.0");
		assertThat(result.failures()).isNotEmpty();
		assertThat(result.withoutService()).isGreaterThan(Duration.ofMillis(500));
	}

	/** Three seconds' worth of answers. */
	private static void awaitMore(LoadClient load) {
		long before = load.soFar().acknowledged().size();
		await().atMost(Duration.ofSeconds(60)).until(() -> load.soFar().acknowledged().size() > before + 450);
	}

}
