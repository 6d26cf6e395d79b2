package io.hotupdate.supervisor;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.IllegalStateException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ConsoleLoggingTests {

	private final ByteArrayOutputStream written = new ByteArrayOutputStream();

	private final PrintStream before = System.out;

	private Logger logger;

	@BeforeEach
	void capture() {
		System.setOut(new PrintStream(this.written, true, UTF_8));
		ConsoleLogging logging = new ConsoleLogging();
		logging.initialize();
		this.logger = logging.getLoggerFactory().getLogger("test");
	}

	@AfterEach
	void restore() {
		System.setOut(this.before);
	}

	@Test
	void lineHasTimeLevelPidAndText() {
		this.logger.info("Holding {} of {}", "two", 3);
		assertThat(text()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z  INFO "
				+ ProcessHandle.current().pid() + " --- \\[supervisor] : Holding two of 3\n");
	}

	@Test
	void detailsAreLeftOut() {
		this.logger.debug("debug {}", 1);
		this.logger.trace("trace");
		assertThat(text()).isEmpty();
		assertThat(this.logger.isDebugEnabled()).isFalse();
	}

	@Test
	void exceptionFollowsItsLine() {
		this.logger.error("It failed: {}", "why", new IllegalStateException("the cause"));
		assertThat(text().lines()).hasSizeGreaterThan(2)
			.element(0)
			.asString()
			.contains("ERROR")
			.endsWith("It failed: why");
		assertThat(text()).contains("IllegalStateException: the cause\n", "\tat ");
	}

	@Test
	void warningHasItsLevel() {
		this.logger.warn("Beware");
		assertThat(text()).contains("  WARN ").endsWith("Beware\n");
	}

	private String text() {
		return this.written.toString(UTF_8);
	}

}
