package io.hotupdate.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file with the pid of the process that stands for an instance. It is replaced at once:
 * a reader finds the old pid or the new one, never none.
 *
 * @param path the file; its directory has to be writable
 */
public record PidFile(Path path) {

	/**
	 * Create a pid file.
	 */
	public PidFile {
		path = path.toAbsolutePath();
	}

	/**
	 * Name a process.
	 * @param pid its pid
	 * @throws IOException if the file cannot be written; what was there is still there
	 */
	public void write(long pid) throws IOException {
		Path directory = this.path.getParent();
		if (directory != null) {
			Files.createDirectories(directory);
		}
		Path temporary = this.path.resolveSibling("." + this.path.getFileName() + "-" + ProcessHandle.current().pid());
		try {
			Files.writeString(temporary, String.valueOf(pid), StandardCharsets.US_ASCII);
			Files.move(temporary, this.path, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	/**
	 * Delete the file, unless it names another process by now.
	 * @param pid the pid that it has to name
	 * @throws IOException if it cannot be deleted
	 */
	public void delete(long pid) throws IOException {
		try {
			if (Files.readString(this.path, StandardCharsets.US_ASCII).strip().equals(String.valueOf(pid))) {
				Files.deleteIfExists(this.path);
			}
		}
		catch (NoSuchFileException ex) {
			// somebody has deleted it before
			return;
		}
	}

}
