package io.hotupdate.handover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The directory in which one handover meets: sockets and the one-time token. 0700, and
 * gone when the handover is.
 *
 * @param path the directory
 */
public record HandoverDirectory(Path path) {

	/** Tells a successor where to find its predecessor. */
	static final String PROPERTY = "hotupdate.handover.directory";

	static HandoverDirectory create(Path runtimeDirectory, long generation) {
		HandoverDirectory directory = new HandoverDirectory(runtimeDirectory.resolve(String.valueOf(generation)));
		directory.delete();
		try {
			Files.createDirectory(directory.path,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The directory for the handover's sockets cannot be made", ex);
		}
		return directory;
	}

	/**
	 * Delete what handovers have left whose processes were killed.
	 * @param runtimeDirectory the directory of all handovers of this instance, in none of
	 * which a process takes part any more
	 * @throws IOException if it cannot be read
	 */
	public static void deleteAll(Path runtimeDirectory) throws IOException {
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(runtimeDirectory, "[0-9]*")) {
			directories.forEach((directory) -> new HandoverDirectory(directory).delete());
		}
	}

	Path control() {
		return this.path.resolve("c");
	}

	Path descriptors() {
		return this.path.resolve("d");
	}

	Path warmUp() {
		return this.path.resolve("w");
	}

	private Path token() {
		return this.path.resolve("t");
	}

	String writeToken() {
		byte[] bytes = new byte[32];
		new SecureRandom().nextBytes(bytes);
		String token = HexFormat.of().formatHex(bytes);
		try {
			Files.createFile(token(),
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
			Files.writeString(token(), token, StandardOpenOption.WRITE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The handover's token cannot be written", ex);
		}
		return token;
	}

	String takeToken() throws IOException {
		String token = Files.readString(token(), StandardCharsets.US_ASCII).strip();
		Files.delete(token());
		return token;
	}

	void delete() {
		try {
			for (Path file : List.of(control(), descriptors(), warmUp(), token())) {
				Files.deleteIfExists(file);
			}
			Files.deleteIfExists(this.path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The directory of an ended handover cannot be deleted", ex);
		}
	}

}
