package io.hotupdate.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The small text files of a store, each holding one word.
 */
final class StateFiles {

	private final Path folder;

	StateFiles(Path folder) {
		this.folder = folder;
	}

	Optional<String> read(String name) {
		Path file = this.folder.resolve(name);
		try {
			return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
		catch (IOException ex) {
			throw DurableFiles.failure(file, ex);
		}
	}

	void write(String name, String value) {
		Path file = this.folder.resolve(name);
		try {
			DurableFiles.write(file, value + "\n");
		}
		catch (IOException ex) {
			throw DurableFiles.failure(file, ex);
		}
	}

	void delete(String name) {
		Path file = this.folder.resolve(name);
		try {
			DurableFiles.delete(file);
		}
		catch (IOException ex) {
			throw DurableFiles.failure(file, ex);
		}
	}

}
