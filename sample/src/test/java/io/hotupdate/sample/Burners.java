package io.hotupdate.sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Processes that keep processors busy, until closed. */
final class Burners implements AutoCloseable {

	private final List<Process> processes = new ArrayList<>();

	private Burners() {
	}

	static Burners start(int number) throws IOException {
		Burners burners = new Burners();
		for (int i = 0; i < number; i++) {
			burners.processes.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
		}
		return burners;
	}

	@Override
	public void close() {
		this.processes.forEach(Process::destroyForcibly);
	}

}
