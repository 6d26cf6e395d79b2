package io.hotupdate.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another process that tries to own a store, says whether it does, and lives until its
 * standard input ends.
 */
final class StoreOwner implements AutoCloseable {

	private final Process process;

	private StoreOwner(Process process) {
		this.process = process;
	}

	public static void main(String[] args) throws IOException {
		System.out.println(Store.open(Path.of(args[0])).tryOwn() ? "OWNER" : "REFUSED");
		while (System.in.read() >= 0) {
			continue;
		}
	}

	static StoreOwner start(Path home) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				StoreOwner.class.getName(), home.toString()));
		return new StoreOwner(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

	/** What the process says. */
	String answer() throws IOException {
		return this.process.inputReader(StandardCharsets.UTF_8).readLine();
	}

	void kill() throws InterruptedException {
		this.process.destroyForcibly();
		this.process.waitFor(60, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
