package io.hotupdate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many callers of {@link HotUpdateController} at once.
 */
class ConcurrentStartTests {

	private static final int CALLERS = 32;

	private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

	private final Instance instance = new Instance();

	@AfterEach
	void shutDown() {
		this.callers.shutdownNow();
	}

	@RepeatedTest(20)
	void exactlyOneStartWins() throws Exception {
		List<Object> results = callAtOnce(
				(caller) -> this.instance.controller.start(Instance.request("2.0." + caller)).updateId());
		assertThat(results).filteredOn(String.class::isInstance).hasSize(1);
		assertThat(results).filteredOn((result) -> result == Reason.WRONG_STATE).hasSize(CALLERS - 1);
		await().atMost(Instance.PATIENCE).until(() -> !this.instance.ports.fetchedFrom.isEmpty());
		assertThat(this.instance.ports.fetchedFrom).hasSize(1);
		assertThat(this.instance.stages(this.instance.ports.saved.stream().map(UpdateJournal.Entry::latest).toList()))
			.containsExactly("DOWNLOADING");
	}

	@RepeatedTest(20)
	void sameRequestIsOneUpdateForAllCallers() throws Exception {
		List<Object> results = callAtOnce(
				(caller) -> this.instance.controller.start(Instance.request("2.0.0")).updateId());
		assertThat(results).containsOnly(String.valueOf(this.instance.controller.snapshot().updateId()));
	}

	@RepeatedTest(20)
	void exactlyOneCancelWins() throws Exception {
		this.instance.controller.start(Instance.request("2.0.0"));
		List<Object> results = callAtOnce((caller) -> this.instance.controller.apply(Verb.CANCEL).state());
		assertThat(results).filteredOn((result) -> result == UpdateState.IDLE).hasSize(1);
		assertThat(results).filteredOn((result) -> result == Reason.WRONG_STATE).hasSize(CALLERS - 1);
	}

	/** The result of each caller, or the reason for which it was refused. */
	private List<Object> callAtOnce(IntFunction<Object> call) throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(CALLERS);
		List<Callable<Object>> calls = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			int caller = i;
			calls.add(() -> {
				barrier.await(60, TimeUnit.SECONDS);
				return call.apply(caller);
			});
		}
		List<Object> results = new ArrayList<>();
		for (Future<Object> future : this.callers.invokeAll(calls)) {
			results.add(resultOf(future));
		}
		return results;
	}

	private static Object resultOf(Future<Object> future) throws InterruptedException, ExecutionException {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof UpdateException refusal) {
				return refusal.reason();
			}
			throw ex;
		}
	}

}
