package io.hotupdate.background;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for ownership and what runs under it.
 */
@ExtendWith(OutputCaptureExtension.class)
class GenerationOwnerTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@Test
	void nothingRunsUnlessOwner() {
		GenerationOwner owner = new GenerationOwner(false, LIMIT);
		AtomicBoolean ran = new AtomicBoolean();
		assertThat(owner.isOwner()).isFalse();
		assertThat(owner.runWhenOwner(() -> ran.set(true))).isFalse();
		assertThat(ran).isFalse();
		owner.start(Map.of());
		assertThat(owner.isOwner()).isTrue();
		assertThat(owner.runWhenOwner(() -> ran.set(true))).isTrue();
		assertThat(ran).isTrue();
		owner.stop();
		assertThat(owner.isOwner()).isFalse();
		assertThat(owner.runWhenOwner(() -> ran.set(false))).isFalse();
	}

	@Test
	void ownershipIsNotGivenUpUnderWhatRuns() throws Exception {
		GenerationOwner owner = new GenerationOwner(true, LIMIT);
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch finish = new CountDownLatch(1);
		CompletableFuture<Boolean> work = CompletableFuture.supplyAsync(() -> {
			AtomicBoolean stillOwner = new AtomicBoolean();
			owner.runWhenOwner(() -> {
				inside.countDown();
				pass(finish);
				stillOwner.set(owner.isOwner() && owner.runWhenOwner(() -> {
				}));
			});
			return stillOwner.get();
		});
		pass(inside);
		CompletableFuture<Void> stop = CompletableFuture.runAsync(owner::stop);
		await().atMost(LIMIT).until(() -> !owner.isOwner());
		assertThat(owner.runWhenOwner(() -> {
		})).isFalse();
		assertThat(stop).isNotDone();
		finish.countDown();
		stop.get(60, TimeUnit.SECONDS);
		assertThat(work.get(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whatTakesTooLongIsNamed(CapturedOutput output) throws Exception {
		GenerationOwner owner = new GenerationOwner(true, Duration.ofMillis(50));
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch finish = new CountDownLatch(1);
		CompletableFuture<Boolean> ownerAtTheEnd = new CompletableFuture<>();
		Runnable work = new Runnable() {

			@Override
			public void run() {
				inside.countDown();
				pass(finish);
				ownerAtTheEnd.complete(owner.isOwner());
			}

			@Override
			public String toString() {
				return "example.Desk.longWork";
			}

		};
		CompletableFuture<Boolean> running = CompletableFuture.supplyAsync(() -> owner.runWhenOwner(work));
		pass(inside);
		owner.stop();
		assertThat(output).contains("WARN").contains("example.Desk.longWork").contains("stop-timeout");
		finish.countDown();
		assertThat(running.get(60, TimeUnit.SECONDS)).isTrue();
		assertThat(ownerAtTheEnd.get(60, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void partThatHangsHoldsUpNothingElse(CapturedOutput output) {
		GenerationOwner owner = new GenerationOwner(true, Duration.ofMillis(200));
		CountDownLatch finish = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		CountDownLatch started = new CountDownLatch(1);
		owner.add("first part", work(() -> {
			throw new IllegalStateException("on purpose");
		}, () -> pass(finish)));
		owner.add("second part", work(started::countDown, stopped::countDown));
		owner.stop();
		assertThat(stopped.getCount()).isZero();
		assertThat(output).contains("The first part of this generation did not stop in time");
		finish.countDown();
		owner.start(Map.of());
		pass(started);
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(output).contains("The first part of this generation could not be started")
				.contains("ERROR"));
	}

	@Test
	void exceptionsReachTheCaller() {
		GenerationOwner owner = new GenerationOwner(true, LIMIT);
		assertThatIllegalStateException().isThrownBy(() -> owner.runWhenOwner(() -> {
			throw new IllegalStateException("on purpose");
		}));
		owner.stop();
	}

	@Test
	void startAndStopTwiceAreOne() {
		GenerationOwner owner = new GenerationOwner(true, LIMIT);
		owner.start(Map.of());
		owner.stop();
		assertThat(owner.stop()).isEmpty();
		assertThat(owner.isOwner()).isFalse();
	}

	private static OwnerWork work(Runnable gained, Runnable losing) {
		return new OwnerWork() {

			@Override
			public void gained() {
				gained.run();
			}

			@Override
			public void losing(Deadline deadline) {
				losing.run();
			}

		};
	}

	private static void pass(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
