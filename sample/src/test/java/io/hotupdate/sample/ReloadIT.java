package io.hotupdate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The configuration of a running instance changes under load. */
@Timeout(600)
class ReloadIT {

	private static final Logger logger = LoggerFactory.getLogger(ReloadIT.class);

	private static final int RELOADS = Boolean.getBoolean("hotupdate.soak") ? 100 : 4;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final String LOGGER = "com.example.reloaded";

	@TempDir
	Path folder;

	@Test
	void hupChangesLevelPropertyAndSecretAndLosesNothing() throws Exception {
		configure(0);
		try (LoadedInstance instance = LoadedInstance.start(this.folder, 300, this::options)) {
			AppProcess app = instance.app();
			awaitConfiguration(app, 0);
			for (int i = 1; i <= RELOADS; i++) {
				configure(i);
				LinuxProcesses.signal(app.pid(), "HUP");
				awaitConfiguration(app, i);
				instance.awaitMore(200);
			}
			LoadResult result = instance.load().stop();
			logger.info("{} reloads\n{}", RELOADS, result);
			assertThat(result.failures()).as(result.toString()).isEmpty();
			assertThat(app.generations()).containsExactly(app.pid());
			assertThat(Files.readString(app.log())).contains("The configuration was reloaded")
				.doesNotContain(secret(RELOADS));
		}
	}

	@Test
	void endpointReloadsTellsKeysAndRefusesWhatIsBroken() throws Exception {
		configure(0);
		try (AppProcess app = options(AppProcess.in(this.folder).ownTemporaryFolder())
			.start(SampleRelease.FIRST.jar())) {
			ActuatorClient actuator = ActuatorClient.of(app);
			assertThat(actuator.call("POST", "/hotupdate/reload", Map.of("Authorization", "Bearer wrong"), Map.of())
				.status()).isEqualTo(401);
			configure(1);
			Answer answer = actuator.verb("reload");
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			assertThat(answer.text()).contains("orderdesk.greeting.text", "orderdesk.secret", "logging.level." + LOGGER)
				.doesNotContain(secret(1));
			assertThat(answer.json().at("/rebound")).hasSize(1);
			assertThat(answer.json().at("/needsRestart")).isEmpty();
			awaitConfiguration(app, 1);
			Files.writeString(this.folder.resolve("config/application.yml"), "orderdesk:\n  greeting: text: 2\n");
			Answer refused = actuator.verb("reload");
			assertThat(refused.status()).as(refused.text()).isEqualTo(422);
			assertThat(refused.value("reason")).isEqualTo("CONFIGURATION_INVALID");
			awaitConfiguration(app, 1);
			assertThat(app.tail()).contains("The configuration was not reloaded (CONFIGURATION_INVALID)");
		}
	}

	private AppLauncher options(AppLauncher launcher) {
		return launcher.property("management.endpoints.web.exposure.include", "health,hotupdate,env,loggers")
			.property("management.endpoint.env.show-values", "always");
	}

	private static String secret(int i) {
		return "sesame-" + i;
	}

	/** The working directory of the instance is the folder, so it finds config there. */
	private void configure(int i) throws IOException {
		write(this.folder.resolve("config/application.yml"), """
				spring.config.import: configtree:%s/
				orderdesk.greeting.text: Greeting %d
				logging.level.%s: %s
				""".formatted(this.folder.resolve("secrets"), i, LOGGER, level(i)));
		rotate(i);
	}

	private static String level(int i) {
		return (i % 2 == 0) ? "INFO" : "DEBUG";
	}

	/** As Kubernetes does: a link to the folder of the current version is renamed. */
	private void rotate(int i) throws IOException {
		Path secrets = this.folder.resolve("secrets");
		write(secrets.resolve("..version-" + i + "/orderdesk.secret"), secret(i) + "\n");
		Path link = Files.createSymbolicLink(secrets.resolve("..data_tmp"), Path.of("..version-" + i));
		Files.move(link, secrets.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
		if (i == 0) {
			Files.createSymbolicLink(secrets.resolve("orderdesk.secret"), Path.of("..data/orderdesk.secret"));
		}
	}

	/** By renaming, so that no half of it is ever read. */
	private static void write(Path file, String text) throws IOException {
		Files.createDirectories(file.getParent());
		Path aside = file.resolveSibling("aside");
		Files.writeString(aside, text);
		Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
	}

	private static void awaitConfiguration(AppProcess app, int i) {
		ActuatorClient actuator = ActuatorClient.of(app);
		await().atMost(LIMIT).untilAsserted(() -> assertThat(greeting(app)).as(app::tail).isEqualTo("Greeting " + i));
		await().atMost(LIMIT)
			.until(() -> actuator.get("/env/orderdesk.secret").value("property.value").equals(secret(i)));
		await().atMost(LIMIT).until(() -> actuator.get("/loggers/" + LOGGER).value("configuredLevel").equals(level(i)));
	}

	private static String greeting(AppProcess app) {
		try (var in = URI.create("http://127.0.0.1:" + app.port() + "/greeting").toURL().openStream()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
