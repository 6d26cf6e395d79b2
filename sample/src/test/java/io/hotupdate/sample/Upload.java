package io.hotupdate.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * One chunked PUT at a steady rate.
 *
 * @param target where to
 * @param tally who counts it
 * @param name the name of the file
 * @param bytes its size
 * @param bytesPerSecond the rate
 */
record Upload(Target target, Tally tally, String name, long bytes,
		long bytesPerSecond) implements Callable<Upload.Done> {

	private static final int CHUNK = 64 * 1024;

	@Override
	public Done call() throws IOException {
		LocalDateTime started = LocalDateTime.now();
		MessageDigest digest = sha256();
		try (RawConnection connection = this.target.connect()) {
			connection
				.send("PUT /files/" + this.name + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
			send(connection, digest);
			RawConnection.Response answer = connection.receive();
			String sha256 = HexFormat.of().formatHex(digest.digest());
			boolean whole = answer.status() == 200 && answer.body().contains("\"bytes\":" + this.bytes)
					&& answer.body().contains(sha256);
			if (whole) {
				this.tally.answered(answer.release());
			}
			else {
				this.tally.failed("status " + answer.status() + ": " + answer.body());
			}
			if (answer.close()) {
				this.tally.ended("Connection: close");
			}
			return new Done(started, LocalDateTime.now(), answer.release(), sha256);
		}
		catch (IOException ex) {
			this.tally.failed(ex.toString());
			throw ex;
		}
	}

	private void send(RawConnection connection, MessageDigest digest) throws IOException {
		Random random = new Random(this.bytes);
		byte[] content = new byte[CHUNK];
		long start = System.nanoTime();
		for (long sent = 0; sent < this.bytes;) {
			random.nextBytes(content);
			int length = (int) Math.min(CHUNK, this.bytes - sent);
			digest.update(content, 0, length);
			connection.send(frame(content, length), length + head(length).length() + 2);
			sent += length;
			pace(start, sent, this.bytesPerSecond);
		}
		connection.send("0\r\n\r\n");
	}

	private static byte[] frame(byte[] content, int length) {
		byte[] head = head(length).getBytes(StandardCharsets.US_ASCII);
		byte[] frame = new byte[head.length + length + 2];
		System.arraycopy(head, 0, frame, 0, head.length);
		System.arraycopy(content, 0, frame, head.length, length);
		frame[frame.length - 2] = '\r';
		frame[frame.length - 1] = '\n';
		return frame;
	}

	private static String head(int length) {
		return Integer.toHexString(length) + "\r\n";
	}

	/** Wait until so many bytes are due. */
	static void pace(long start, long bytes, long bytesPerSecond) {
		long due = start + (long) (bytes * 1e9 / bytesPerSecond);
		for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	/**
	 * An upload that was answered.
	 *
	 * @param started when it began to connect
	 * @param ended when it had the whole answer
	 * @param release the release that answered
	 * @param sha256 the digest of what was sent
	 */
	record Done(LocalDateTime started, LocalDateTime ended, @Nullable String release, String sha256) {
	}

}
