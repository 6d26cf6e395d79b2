package io.hotupdate.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.hotupdate.ConfigurationReloadedEvent;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.reload.ReloadApplication.Desk;
import io.hotupdate.reload.ReloadApplication.Fixed;
import io.hotupdate.reload.ReloadApplication.Made;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConfigurationReloader}, with the files of an application.
 */
class ConfigurationReloaderTests {

	@TempDir
	Path folder;

	@BeforeEach
	void write() {
		ReloadApplication.write(this.folder, "application.yml", """
				spring:
				  config:
				    import: optional:configtree:%s/
				desk:
				  greeting: Hello
				  seats: 4
				  password: ${db.password:none}
				fixed:
				  name: first
				made:
				  name: first
				logging:
				  level:
				    org.example.reloaded: INFO
				""".formatted(this.folder.resolve("secrets")));
		ReloadApplication.write(this.folder, "secrets/db.password", "first-secret\n");
	}

	@Test
	void nothingHasChanged() {
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			assertThat(application.reload().changed()).isEmpty();
			assertThat(application.events()).isEmpty();
		}
	}

	@Test
	void propertyIsReadAgainAndItsBeanBound() {
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			assertThat(application.bean(Desk.class).getGreeting()).isEqualTo("Hello");
			replace(application, "Hello", "Good day");
			ConfigurationReloadedEvent event = application.reload();
			assertThat(event.changed()).containsExactly("desk.greeting");
			assertThat(event.rebound()).singleElement().asString().contains("Desk");
			assertThat(event.needsRestart()).isEmpty();
			assertThat(application.property("desk.greeting")).isEqualTo("Good day");
			assertThat(application.bean(Desk.class).getGreeting()).isEqualTo("Good day");
			assertThat(application.events()).containsExactly(event);
			assertThat(application.reload().changed()).isEmpty();
		}
	}

	@Test
	void rotatedSecretArrives() {
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			assertThat(application.bean(Desk.class).getPassword()).isEqualTo("first-secret");
			application.write("secrets/db.password", "second-secret\n");
			assertThat(application.property("db.password")).as("before").isEqualTo("first-secret");
			ConfigurationReloadedEvent event = application.reload();
			assertThat(event.changed()).containsExactly("db.password", "desk.password");
			assertThat(event.toString()).doesNotContain("second-secret");
			assertThat(application.bean(Desk.class).getPassword()).isEqualTo("second-secret");
			assertThat(application.property("db.password")).isEqualTo("second-secret");
		}
	}

	@Test
	void secretThatNobodyHasReadIsAsItWasAtTheStart() {
		ReloadApplication.write(this.folder, "secrets/unread", "first");
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			application.write("secrets/unread", "second");
			assertThat(application.reload().changed()).containsExactly("unread");
			assertThat(application.property("unread")).isEqualTo("second");
		}
	}

	@Test
	void keyBelowAnotherPrefixIsThatOnesAlone() {
		assertThat(BoundKeys.of("fixed", Fixed.class).contain("fixed.name")).isTrue();
		assertThat(BoundKeys.of("fixed", Fixed.class).contain("fixed.other.name")).isFalse();
		assertThat(BoundKeys.of("fixed", Fixed.class).contain("other.name")).isFalse();
		assertThat(BoundKeys.of("desk", Desk.class).contain("desk.GREETING")).isTrue();
		assertThat(BoundKeys.of("", Desk.class).contain("greeting")).isTrue();
	}

	@Test
	void logLevelIsSetAndTakenBack() {
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			var logger = LoggerFactory.getLogger("org.example.reloaded");
			assertThat(logger.isDebugEnabled()).isFalse();
			replace(application, "reloaded: INFO", "reloaded: DEBUG");
			assertThat(application.reload().changed()).containsExactly("logging.level.org.example.reloaded");
			assertThat(logger.isDebugEnabled()).isTrue();
			replace(application, "    org.example.reloaded: INFO\n", "    org.example.other: INFO\n");
			application.reload();
			assertThat(logger.isDebugEnabled()).isFalse();
		}
	}

	@Test
	void whatCannotBeBoundAgainIsNamed() {
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			replace(application, "name: first", "name: second");
			ConfigurationReloadedEvent event = application.reload();
			assertThat(event.changed()).containsExactly("fixed.name", "made.name");
			assertThat(event.rebound()).isEmpty();
			assertThat(event.needsRestart()).containsExactly("fixed", "made");
			assertThat(application.bean(Fixed.class).name()).isEqualTo("first");
			assertThat(application.bean(Made.class).getName()).isEqualTo("first");
			assertThat(application.property("fixed.name")).isEqualTo("second");
		}
	}

	@Test
	void keyThatIsGoneIsNamed() {
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			replace(application, "  seats: 4\n", "");
			ConfigurationReloadedEvent event = application.reload();
			assertThat(event.changed()).containsExactly("desk.seats");
			assertThat(event.needsRestart()).containsExactly("desk.seats");
			assertThat(application.bean(Desk.class).getSeats()).isEqualTo(4);
			assertThat(application.property("desk.seats")).isEqualTo("null");
		}
	}

	@Test
	void filesComeAndGo() throws IOException {
		try (ReloadApplication application = ReloadApplication.start(this.folder, "--spring.profiles.active=shop")) {
			assertThat(application.property("desk.of-the-defaults")).isEqualTo("default");
			int sources = application.sources().size();
			application.write("application-shop.properties", "desk.greeting=From the profile\ndesk.of-the-defaults=no");
			assertThat(application.reload().changed()).containsExactly("desk.greeting", "desk.of-the-defaults");
			assertThat(application.bean(Desk.class).getGreeting()).isEqualTo("From the profile");
			assertThat(application.property("desk.of-the-defaults")).isEqualTo("no");
			assertThat(application.sources()).hasSize(sources + 1).last().isEqualTo("defaultProperties");
			application.delete("application-shop.properties");
			application.reload();
			assertThat(application.bean(Desk.class).getGreeting()).isEqualTo("Hello");
			assertThat(application.property("desk.of-the-defaults")).isEqualTo("default");
			assertThat(application.sources()).hasSize(sources);
		}
	}

	@Test
	void commandLineStaysAbove() {
		try (ReloadApplication application = ReloadApplication.start(this.folder, "--desk.greeting=Commanded")) {
			replace(application, "Hello", "Good day");
			assertThat(application.reload().changed()).isEmpty();
			assertThat(application.bean(Desk.class).getGreeting()).isEqualTo("Commanded");
		}
	}

	@Test
	void brokenFileChangesNothing() {
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			application.write("application.yml", "desk:\n  greeting: Good day\n  password: top-secret: value\n");
			assertRefused(application).withMessageContaining("line 3, column").withMessageNotContaining("top-secret");
			assertUnchanged(application);
			replace(application, "Hello", "Good day");
			assertThat(application.reload().changed()).containsExactly("desk.greeting");
		}
	}

	@Test
	void valueThatDoesNotFitChangesNothing() {
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			replace(application, "greeting: Hello\n  seats: 4", "greeting: Good day\n  seats: my-secret-number");
			assertRefused(application).withMessageContaining("desk.seats").withMessageNotContaining("my-secret");
			assertUnchanged(application);
		}
	}

	@Test
	void logLevelThatIsNoneChangesNothing() {
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			replace(application, "reloaded: INFO", "reloaded: LOUD");
			assertRefused(application).withMessageContaining("logging.level");
			assertUnchanged(application);
		}
	}

	@Test
	void otherProfilesTakeAStart() {
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			replace(application, "desk:\n", "spring.profiles.active: shop\ndesk:\n");
			assertRefused(application).withMessageContaining("active profiles would change from [] to [shop]");
			assertUnchanged(application);
		}
	}

	@Test
	void secondReloadIsRefusedWhileOneRuns() throws Exception {
		try (ReloadApplication application = ReloadApplication.start(this.folder)) {
			CountDownLatch within = new CountDownLatch(1);
			CountDownLatch go = new CountDownLatch(1);
			application.context().addApplicationListener((ApplicationListener<PayloadApplicationEvent<?>>) (event) -> {
				within.countDown();
				awaitUninterruptibly(go);
			});
			replace(application, "Hello", "Good day");
			Thread first = new Thread(application::reload);
			first.start();
			assertThat(within.await(60, TimeUnit.SECONDS)).isTrue();
			assertThatExceptionOfType(UpdateException.class).isThrownBy(application::reload)
				.extracting(UpdateException::reason)
				.isEqualTo(Reason.RELOADING);
			Thread signal = new Thread(application.reloader::reloadOnSignal);
			signal.start();
			go.countDown();
			first.join();
			signal.join();
			assertThat(application.events()).hasSize(1);
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void replace(ReloadApplication application, String text, String other) {
		write();
		try {
			String now = Files.readString(this.folder.resolve("application.yml"));
			assertThat(now).contains(text);
			application.write("application.yml", now.replace(text, other));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ThrowableAssertAlternative<UpdateException> assertRefused(ReloadApplication application) {
		return assertThatExceptionOfType(UpdateException.class).isThrownBy(application::reload)
			.matches((ex) -> ex.reason() == Reason.CONFIGURATION_INVALID)
			.withMessageContaining("Nothing has changed; perhaps you should");
	}

	private static void assertUnchanged(ReloadApplication application) {
		assertThat(application.property("desk.greeting")).isEqualTo("Hello");
		assertThat(application.bean(Desk.class).getGreeting()).isEqualTo("Hello");
		assertThat(application.bean(Desk.class).getSeats()).isEqualTo(4);
		assertThat(application.events()).isEmpty();
	}

}
