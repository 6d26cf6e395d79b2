package io.hotupdate.sample;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import static org.awaitility.Awaitility.await;

/**
 * The connections that a process had accepted when it was stopped in its tracks. What is
 * lost when it dies is on these, and nothing else is: a proof where a window of time is
 * only a guess.
 *
 * @param pid the process
 * @param at when it was stopped, in the time of {@link System#nanoTime()}
 * @param clients the clients' ports of its connections
 */
record HeldConnections(long pid, long at, Set<Integer> clients) {

	/** Stop a process and look. It is left stopped. */
	static HeldConnections freeze(long pid, int port) {
		long at = System.nanoTime();
		LinuxProcesses.signal(pid, "STOP");
		await("stop of " + pid).atMost(Duration.ofSeconds(30))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> LinuxProcesses.isStopped(pid));
		return new HeldConnections(pid, at, LinuxProcesses.clients(pid, port));
	}

	/** Whether a request was under way in the process. */
	boolean held(Exchange failure) {
		return this.clients.contains(failure.clientPort()) && failure.ended() >= this.at
				&& (failure.outcome() == Outcome.RESET || failure.outcome() == Outcome.TRUNCATED
						|| failure.outcome() == Outcome.EOF_BEFORE_RESPONSE);
	}

	/** The failures that were under way in the process. */
	List<Exchange> lost(LoadResult result) {
		return result.failures().stream().filter(this::held).toList();
	}

}
