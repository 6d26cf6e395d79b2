package io.hotupdate.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import tools.jackson.databind.JsonNode;

/**
 * Asks for each snapshot as it comes, of whichever generation answers, and notes those
 * that cannot be: none with an open gate, more than two generations, a revision that goes
 * back.
 */
final class SnapshotWatch implements AutoCloseable {

	private final ActuatorClient actuator;

	private final Queue<String> violations = new ConcurrentLinkedQueue<>();

	private final Thread thread;

	private final AtomicInteger seen = new AtomicInteger();

	private volatile boolean stopped;

	private SnapshotWatch(ActuatorClient actuator) {
		this.actuator = actuator;
		this.thread = new Thread(this::watch, "snapshot-watch");
		this.thread.setDaemon(true);
	}

	static SnapshotWatch start(AppProcess app) {
		SnapshotWatch watch = new SnapshotWatch(ActuatorClient.of(app));
		watch.thread.start();
		return watch;
	}

	/** How many different snapshots were seen. */
	int seen() {
		return this.seen.get();
	}

	List<String> violations() {
		return List.copyOf(this.violations);
	}

	private void watch() {
		long last = -1;
		while (!this.stopped) {
			ActuatorClient.Answer answer;
			try {
				answer = this.actuator.get("/hotupdate?wait=1s&after=" + last);
			}
			catch (RuntimeException ex) {
				this.violations.add("No snapshot: " + ex + " " + ex.getCause());
				continue;
			}
			long revision = answer.json().path("revision").asLong(-1);
			if (answer.status() >= 300 || revision < last) {
				this.violations.add("After revision " + last + ": " + answer);
			}
			if (revision > last) {
				this.seen.incrementAndGet();
				check(answer);
			}
			last = Math.max(last, revision);
		}
	}

	private void check(ActuatorClient.Answer answer) {
		List<String> gates = new ArrayList<>();
		for (JsonNode generation : answer.json().path("generations")) {
			gates.add(generation.path("gate").asString(""));
		}
		if (!gates.contains("OPEN") || gates.size() > 2) {
			this.violations.add(answer.text());
		}
	}

	@Override
	public void close() {
		this.stopped = true;
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the watch was ending", ex);
		}
	}

}
