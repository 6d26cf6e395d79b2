package io.hotupdate.handover;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Questions that are answered, fail or block.
 */
class SamplerTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final AtomicLong now = new AtomicLong();

	@Test
	void lastAnswerIsKnown() {
		AtomicLong answers = new AtomicLong();
		try (Sampler<Long> sampler = sampler(answers::incrementAndGet)) {
			assertThat(sampler.latest().value()).isNull();
			assertThat(sampler.latest().failure()).isNull();
			sampler.begin();
			await().atMost(LIMIT).until(() -> sampler.latest().value() != null && answers.get() > 1);
		}
	}

	@Test
	void failureIsToldUntilItAnswersAgain() {
		AtomicBoolean fails = new AtomicBoolean(true);
		try (Sampler<String> sampler = sampler(() -> {
			if (fails.get()) {
				throw new NoClassDefFoundError("gone");
			}
			return "well";
		}).begin()) {
			await().atMost(LIMIT).until(() -> sampler.latest().failure() != null);
			assertThat(sampler.latest().failure()).contains("gone");
			fails.set(false);
			await().atMost(LIMIT).until(() -> "well".equals(sampler.latest().value()));
		}
	}

	@Test
	void questionThatBlocksHasNoAnswerAfterAWhile() {
		CountDownLatch asked = new CountDownLatch(2);
		CountDownLatch never = new CountDownLatch(1);
		AtomicBoolean interrupted = new AtomicBoolean();
		Sampler<String> sampler = sampler(() -> {
			asked.countDown();
			if (asked.getCount() == 0) {
				try {
					never.await();
				}
				catch (InterruptedException ex) {
					interrupted.set(true);
					throw ex;
				}
			}
			return "once";
		}).begin();
		await().atMost(LIMIT).until(() -> asked.getCount() == 0);
		assertThat(sampler.latest().value()).isEqualTo("once");
		this.now.addAndGet(Sampler.PATIENCE.toNanos() + 1);
		assertThat(sampler.latest().value()).isNull();
		assertThat(sampler.latest().failure()).isEqualTo("it has not answered for 5 s");
		sampler.close();
		await().atMost(LIMIT).untilTrue(interrupted);
	}

	private <T> Sampler<T> sampler(Callable<T> question) {
		return new Sampler<>("test", question, Sampler.PATIENCE, this.now::get);
	}

}
