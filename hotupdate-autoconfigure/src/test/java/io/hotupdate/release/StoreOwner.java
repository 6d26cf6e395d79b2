package io.hotupdate.release;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.hotupdate.Version;

/**
 * Another process that tries to own a store, says whether it does, and lives until its
 * standard input ends; or writes the store until it is killed, if it is given a jar.
 */
final class StoreOwner implements AutoCloseable {

	private final Process process;

	private final BufferedReader answers;

	private StoreOwner(Process process) {
		this.process = process;
		this.answers = process.inputReader(StandardCharsets.UTF_8);
	}

	public static void main(String[] args) throws IOException {
		Store store = Store.open(Path.of(args[0]));
		System.out.println(store.tryOwn() ? "OWNER" : "REFUSED");
		if (args.length > 1) {
			write(store, Path.of(args[1]));
		}
		while (System.in.read() >= 0) {
			continue;
		}
	}

	private static void write(Store store, Path jar) throws IOException {
		String sha256 = Sha256.of(jar);
		for (int i = 0;; i++) {
			Version version = new Version("1." + i % 3 + ".0");
			Path copy = Files.copy(jar, store.incoming().resolve("copy.part"), StandardCopyOption.REPLACE_EXISTING);
			store.install(copy, version, sha256, "test");
			store.pending(version);
			store.confirm(version);
			System.out.println(store.nextGeneration());
		}
	}

	static StoreOwner start(Path home, String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				StoreOwner.class.getName(), home.toString()));
		command.addAll(List.of(arguments));
		return new StoreOwner(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

	/** What the process says. */
	String answer() throws IOException {
		return this.answers.readLine();
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
