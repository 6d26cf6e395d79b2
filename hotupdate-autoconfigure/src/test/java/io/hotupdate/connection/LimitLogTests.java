package io.hotupdate.connection;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class LimitLogTests {

	private static final String LINE = "Clients broke limits: ";

	private final LimitCounters counters = new LimitCounters();

	private final LimitLog log = new LimitLog(this.counters);

	@Test
	void firstCutIsToldAtOnceAndTheNextWithinTenSecondsTogether(CapturedOutput output) {
		this.log.log(at(0));
		assertThat(output).doesNotContain(LINE);
		this.counters.add(LimitKind.HEADER);
		this.log.log(at(1));
		assertThat(output).contains(LINE + "header 1;");
		this.counters.add(LimitKind.HEADER);
		this.counters.add(LimitKind.HEADER);
		this.counters.add(LimitKind.WRITE_STALL);
		this.log.log(at(10));
		assertThat(output).containsOnlyOnce(LINE);
		this.log.log(at(11));
		assertThat(output).contains(LINE + "header 2, write-stall 1;");
		this.log.log(at(30));
		assertThat(output.toString().split(LINE)).hasSize(3);
	}

	@Test
	void idleConnectionIsNoNews(CapturedOutput output) {
		this.counters.add(LimitKind.IDLE);
		this.log.log(at(0));
		assertThat(output).doesNotContain(LINE);
	}

	private static long at(long seconds) {
		return Duration.ofSeconds(seconds).toNanos();
	}

}
