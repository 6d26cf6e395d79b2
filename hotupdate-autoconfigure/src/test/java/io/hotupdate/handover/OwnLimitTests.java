package io.hotupdate.handover;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.hotupdate.ProbationInfo;
import io.hotupdate.ProbationInfo.Verdict;
import io.hotupdate.ProbationLimit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A limit of the application's own, good and bad ones.
 */
class OwnLimitTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final CountDownLatch never = new CountDownLatch(1);

	private OwnLimit limit = new OwnLimit("none", new Orders(() -> 0, Verdict.HOLDS));

	@AfterEach
	void close() {
		this.limit.close();
	}

	@Test
	void lastValueBeforeTheSwitchIsComparedWithTheLastOneAfter() {
		freeze(new Orders(() -> 40, Verdict.BROKEN), 40.0);
		await().atMost(LIMIT).until(() -> judge(Traffics.value("orders", 10)).text().startsWith("10.0"));
		ProbationInfo.Limit found = judge(Traffics.value("orders", 10));
		assertThat(found).isEqualTo(
				new ProbationInfo.Limit("orders", Verdict.BROKEN, 40.0, 10.0, 7.0, 0, "10.0 after 40.0 at PT1M"));
		assertThat(judge(Traffics.value("other", 10)).text()).isEqualTo("the successor has told no value");
	}

	@Test
	void limitThatThrowsIsUndecided() {
		freeze(new Orders(() -> 40, null), 40.0);
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(judge(Traffics.value("orders", 1)).text())
				.contains("it failed: java.lang.IllegalStateException: no judgement"));
		assertThat(judge(Traffics.value("orders", 1)).verdict()).isEqualTo(Verdict.UNDECIDED);
	}

	@Test
	void valueThatIsNeverMeasuredIsUndecided() {
		this.limit = new OwnLimit("orders", new Orders(() -> {
			this.never.await();
			return 1;
		}, Verdict.BROKEN)).begin();
		this.limit.freeze();
		assertThat(judge(Traffics.value("orders", 1)).verdict()).isEqualTo(Verdict.UNDECIDED);
		assertThat(judge(Traffics.value("orders", 1)).text()).isEqualTo("the predecessor has told no value");
	}

	private void freeze(ProbationLimit own, double value) {
		this.limit = new OwnLimit("orders", own).begin();
		await().atMost(LIMIT).until(() -> this.limit.measured() != null);
		this.limit.freeze();
		assertThat(judge(Traffics.value("orders", 1)).before()).isEqualTo(value);
	}

	private ProbationInfo.Limit judge(Measured measured) {
		return this.limit.judge(new Evidence(new TrafficSample(), new TrafficWindows(Traffics.MINUTE), measured,
				Traffics.MINUTE, null));
	}

	private record Orders(Value value, @Nullable Verdict verdict) implements ProbationLimit {

		@Override
		public String name() {
			return "orders";
		}

		@Override
		public double measure() throws Exception {
			return this.value.get();
		}

		@Override
		public Judgement judge(double before, double now, Duration sinceSwitch) {
			if (this.verdict == null) {
				throw new IllegalStateException("no judgement");
			}
			return new Judgement(this.verdict, 7.0, now + " after " + before + " at " + sinceSwitch);
		}

	}

	private interface Value {

		double get() throws Exception;

	}

}
