package io.hotupdate.handover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

import io.hotupdate.process.RuntimeDirectory;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The directory (0700) in which a serving generation offers the traffic to processes that
 * it has not started: a socket, and a token (0600) that is good for one request.
 */
final class TakeoverDirectory {

	private final Path socket;

	private final Path token;

	private TakeoverDirectory(Path socket, Path token) {
		this.socket = socket;
		this.token = token;
	}

	static TakeoverDirectory open(Path path) throws IOException {
		RuntimeDirectory directory = RuntimeDirectory.at(path);
		try {
			return new TakeoverDirectory(directory.socket("offer"), directory.path().resolve("token"));
		}
		catch (IllegalArgumentException ex) {
			throw new IOException(ex.getMessage() + "; perhaps you should choose a directory with a shorter path", ex);
		}
	}

	Path socket() {
		return this.socket;
	}

	/** A new token, in place of the one before. */
	String renewToken() throws IOException {
		byte[] bytes = new byte[32];
		new SecureRandom().nextBytes(bytes);
		String value = HexFormat.of().formatHex(bytes);
		Path next = this.token.resolveSibling("token.next");
		Files.deleteIfExists(next);
		Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Files.writeString(next, value, US_ASCII, StandardOpenOption.WRITE);
		Files.move(next, this.token, StandardCopyOption.ATOMIC_MOVE);
		return value;
	}

	String token() throws IOException {
		return Files.readString(this.token, US_ASCII).strip();
	}

	/** Delete what an offer has left, of a process that was killed too. */
	void clear() throws IOException {
		Files.deleteIfExists(this.socket);
		Files.deleteIfExists(this.token);
	}

}
