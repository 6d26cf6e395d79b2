package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What a client does to hold a connection, and the bound that it is to meet. */
enum AttackKind {

	/** Sends a header of one byte a second that never ends. */
	SLOWLORIS("", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Padding: ", Duration.ofSeconds(5)),

	/** Makes one request and then nothing more. */
	IDLE("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "", Duration.ofSeconds(8)),

	/** Sends a body of one byte a second. */
	SLOW_BODY("PUT /files/slow HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n", "a",
			Duration.ofSeconds(3)),

	/** Asks for a large file and takes a few KB of it a second. */
	SLOW_READER("GET /files/large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "", Duration.ofSeconds(3));

	/** More than the kernel keeps for a client. */
	private static final int LARGE_FILE_BYTES = 32 * 1024 * 1024;

	/**
	 * Short bounds, so that many rounds are soon over. The kernel takes some MB of a
	 * response before the server waits for the client; the floor is so high that these
	 * count for little.
	 */
	static final Map<String, String> LIMITS = Map.of("hotupdate.limits.header-timeout", "5s",
			"hotupdate.limits.idle-timeout", "8s", "hotupdate.limits.min-rate-grace", "3s",
			"hotupdate.limits.min-request-rate", "240B", "hotupdate.limits.min-response-rate", "100MB");

	private final String request;

	private final String drips;

	private final Duration bound;

	AttackKind(String request, String drips, Duration bound) {
		this.request = request;
		this.drips = drips;
		this.bound = bound;
	}

	/** Write what {@link #SLOW_READER} asks for into the folder of an instance. */
	static void writeLargeFile(Path folder) throws IOException {
		Path files = Files.createDirectories(folder.resolve("files"));
		Files.write(files.resolve("large"), new byte[LARGE_FILE_BYTES]);
	}

	/** What is sent at once. */
	String request() {
		return this.request;
	}

	/** Whether a byte is sent each second after it. */
	boolean drips() {
		return !this.drips.isEmpty();
	}

	/** The byte of a second, counted from 0. */
	byte drip(int second) {
		return (byte) ((second < this.drips.length()) ? this.drips.charAt(second) : 'a');
	}

	boolean readsSlowly() {
		return this == SLOW_READER;
	}

	/** Whether the bound counts from the answer to the request. */
	boolean boundFromAnswer() {
		return this == IDLE;
	}

	/** After how long {@link #LIMITS} end it. */
	Duration bound() {
		return this.bound;
	}

}
