package io.hotupdate.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import io.hotupdate.process.ProcessIdentity;

/**
 * Which processes are generations of the instance, in a file: a supervisor that takes the
 * place of a killed one must not start another beside them.
 */
final class Roster {

	private final Path file;

	Roster(Path file) {
		this.file = file;
	}

	/** Those of them that live. */
	List<ProcessIdentity> living() throws IOException {
		try {
			return Files.readAllLines(this.file)
				.stream()
				.map((line) -> line.split(" ", 2))
				.map((parts) -> new ProcessIdentity(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
				.filter(ProcessIdentity::isAlive)
				.toList();
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
	}

	void write(Collection<ProcessIdentity> processes) {
		String text = processes.stream()
			.map((process) -> process.pid() + " " + process.startTime() + "\n")
			.collect(Collectors.joining());
		Path temporary = this.file.resolveSibling(this.file.getFileName() + ".tmp");
		try {
			Files.writeString(temporary, text);
			Files.move(temporary, this.file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The list of generations cannot be written", ex);
		}
	}

	void delete() throws IOException {
		Files.deleteIfExists(this.file);
	}

}
