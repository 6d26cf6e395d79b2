package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.hotupdate.process.SignalActions.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;
import sun.misc.SignalHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link SignalActions}, with signals that nobody else sends.
 */
@EnabledOnOs(OS.LINUX)
class SignalActionsTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final SignalName NAME = new SignalName("URG");

	private static final Signal SIGNAL = new Signal("URG");

	@Test
	void actionRuns() {
		Semaphore ran = new Semaphore(0);
		try (SignalActions actions = new SignalActions()) {
			assertThat(actions.take(NAME, ran::release)).isEqualTo(Result.TAKEN);
			Signal.raise(SIGNAL);
			await().atMost(LIMIT).until(ran::tryAcquire);
		}
	}

	@Test
	void signalsDuringAnActionAreOneMore() {
		AtomicInteger begun = new AtomicInteger();
		CountDownLatch go = new CountDownLatch(1);
		try (SignalActions actions = new SignalActions()) {
			actions.take(NAME, () -> {
				begun.incrementAndGet();
				awaitUninterruptibly(go);
			});
			Signal.raise(SIGNAL);
			await().atMost(LIMIT).until(() -> begun.get() == 1);
			AtomicInteger seen = new AtomicInteger();
			try (SignalActions marker = new SignalActions()) {
				marker.take(new SignalName("TTOU"), seen::incrementAndGet);
				for (int i = 0; i < 20; i++) {
					Signal.raise(SIGNAL);
				}
				Signal.raise(new Signal("TTOU"));
				await().atMost(LIMIT).until(() -> seen.get() == 1);
			}
			go.countDown();
			await().atMost(LIMIT).until(() -> begun.get() == 2);
			await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> begun.get() <= 3);
		}
	}

	@Test
	void actionThatThrowsIsNotTheLastOne() {
		AtomicInteger begun = new AtomicInteger();
		try (SignalActions actions = new SignalActions()) {
			actions.take(NAME, () -> {
				begun.incrementAndGet();
				throw new IllegalStateException("on purpose");
			});
			Signal.raise(SIGNAL);
			await().atMost(LIMIT).until(() -> begun.get() == 1);
			Signal.raise(SIGNAL);
			await().atMost(LIMIT).until(() -> begun.get() == 2);
		}
	}

	@Test
	void handlerBeforeIsBackAtTheEnd() {
		Semaphore before = new Semaphore(0);
		SignalHandler original = Signal.handle(SIGNAL, (signal) -> before.release());
		try {
			try (SignalActions actions = new SignalActions()) {
				assertThat(actions.take(NAME, () -> {
				})).isEqualTo(Result.TAKEN);
			}
			Signal.raise(SIGNAL);
			await().atMost(LIMIT).until(before::tryAcquire);
		}
		finally {
			Signal.handle(SIGNAL, original);
		}
	}

	@Test
	void handlerOfSomebodyElseStaysAtTheEnd() {
		Semaphore other = new Semaphore(0);
		SignalHandler original;
		try (SignalActions actions = new SignalActions()) {
			actions.take(NAME, () -> {
			});
			original = Signal.handle(SIGNAL, (signal) -> other.release());
		}
		try {
			Signal.raise(SIGNAL);
			await().atMost(LIMIT).until(other::tryAcquire);
		}
		finally {
			Signal.handle(SIGNAL, SignalHandler.SIG_DFL);
			assertThat(original).isNotNull();
		}
	}

	@Test
	void signalThatIsNoneHereIsUnknown() {
		try (SignalActions actions = new SignalActions()) {
			assertThat(actions.take(new SignalName("NOSUCH"), () -> {
			})).isEqualTo(Result.UNKNOWN);
		}
	}

	@Test
	void ignoredSignalIsSeenInWhatTheKernelTells(@TempDir Path root) throws IOException {
		Files.createDirectories(root.resolve("proc/self"));
		Files.writeString(root.resolve("proc/self/status"),
				"Name:\tjava\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001003\nSigCgt:\t0000000181005ccf\n");
		SystemFiles files = new SystemFiles(root);
		assertThat(Handlers.isIgnored(new Signal("HUP"), files)).isTrue();
		assertThat(Handlers.isIgnored(new Signal("INT"), files)).isTrue();
		assertThat(Handlers.isIgnored(new Signal("USR1"), files)).isFalse();
		assertThat(Handlers.isIgnored(new Signal("TERM"), files)).isFalse();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
