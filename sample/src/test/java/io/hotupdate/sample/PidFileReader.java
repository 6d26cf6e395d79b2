package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import io.hotupdate.sample.ActuatorClient.Answer;

/**
 * Reads a pid file all the time: each pid has to be that of a generation that lives, and
 * that serves or stands by.
 */
final class PidFileReader implements AutoCloseable {

	/** Leaves the processor to what is watched. */
	private static final long PAUSE = 100_000;

	private final Path file;

	private final AppProcess app;

	private final Thread thread;

	private final List<String> faults = new CopyOnWriteArrayList<>();

	/** Generations that have served; one that has only been started never counts. */
	private final Map<Long, Boolean> served = new ConcurrentHashMap<>();

	private volatile boolean done;

	private PidFileReader(Path file, AppProcess app) {
		this.file = file;
		this.app = app;
		this.thread = new Thread(this::readAlways, "pid-file-reader");
	}

	static PidFileReader start(Path file, AppProcess app) {
		PidFileReader reader = new PidFileReader(file, app);
		reader.served.put(app.pid(), true);
		reader.thread.setDaemon(true);
		reader.thread.start();
		return reader;
	}

	private void readAlways() {
		while (!this.done) {
			try {
				long pid = Long.parseLong(Files.readString(this.file).strip());
				// it may have ended since it was read: then another one is there by now
				if (!LinuxProcesses.isAlive(pid) && Files.readString(this.file).strip().equals(String.valueOf(pid))) {
					this.faults.add(pid + " does not live");
				}
				if (!this.served.computeIfAbsent(pid, this::serves)) {
					this.faults.add(pid + " neither serves nor stands by");
				}
			}
			catch (IOException | NumberFormatException ex) {
				this.faults.add(ex.toString());
			}
			LockSupport.parkNanos(PAUSE);
		}
	}

	private boolean serves(long pid) {
		Answer snapshot = ActuatorClient.of(this.app).snapshot();
		return snapshot.json()
			.path("generations")
			.valueStream()
			.filter((generation) -> generation.path("pid").asLong() == pid)
			.anyMatch((generation) -> List.of("SERVING", "STANDBY", "DRAINING")
				.contains(generation.path("role").asString()));
	}

	/** All pids that were read. */
	Set<Long> read() {
		return this.served.keySet();
	}

	/** Stop reading and tell what was wrong, each kind of thing once. */
	List<String> stop() {
		this.done = true;
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return this.faults.stream().distinct().toList();
	}

	@Override
	public void close() {
		stop();
	}

}
