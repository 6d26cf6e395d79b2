package io.hotupdate.autoconfigure;

import io.hotupdate.ConfigurationReload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sun.misc.Signal;
import sun.misc.SignalHandler;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HotUpdateSignalsAutoConfiguration}.
 */
class HotUpdateSignalsAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(HotUpdateAutoConfiguration.class, HotUpdateSignalsAutoConfiguration.class))
		.withPropertyValues("hotupdate.signals.reload=URG", "hotupdate.signals.update=none");

	@Test
	@EnabledOnOs(OS.LINUX)
	void signalIsTakenWhileTheApplicationRuns() {
		SignalHandler own = (signal) -> {
		};
		SignalHandler before = Signal.handle(new Signal("URG"), own);
		try {
			this.runner.run((context) -> {
				assertThat(context).hasSingleBean(ConfigurationReload.class);
				assertThat(current()).isNotSameAs(own);
			});
			assertThat(current()).isSameAs(own);
		}
		finally {
			Signal.handle(new Signal("URG"), before);
		}
	}

	private static SignalHandler current() {
		SignalHandler now = Signal.handle(new Signal("URG"), SignalHandler.SIG_DFL);
		Signal.handle(new Signal("URG"), now);
		return now;
	}

	@ParameterizedTest
	@CsvSource({ "USR2, the JVM suspends threads", "QUIT, makes the JVM print its threads",
			"URG, hotupdate.signals.reload and hotupdate.signals.update are both 'URG'" })
	void startFailsWithASignalThatCannotBeTaken(String signal, String why) {
		this.runner.withPropertyValues("hotupdate.signals.update=" + signal)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(why)
				.hasMessageContaining("perhaps you should"));
	}

	@Test
	void nothingIsThereWhenDisabled() {
		this.runner.withPropertyValues("hotupdate.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ConfigurationReload.class));
	}

}
