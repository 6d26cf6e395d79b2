package io.hotupdate.sample;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What all generations have logged since a moment, seen as soon as it is written. */
final class LogWatch {

	private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(50);

	private final Path log;

	private final long begin;

	/** Watch a log from its present end on. */
	LogWatch(Path log) {
		this.log = log;
		this.begin = log.toFile().length();
	}

	/** Wait until a text is there and tell when that was seen. */
	long await(String text, Duration limit) {
		long deadline = System.nanoTime() + limit.toNanos();
		long length = -1;
		while (true) {
			long now = this.log.toFile().length();
			long seen = System.nanoTime();
			if (now != length && text().contains(text)) {
				return seen;
			}
			length = now;
			if (seen - deadline > 0) {
				throw new AssertionError("Not logged in " + limit + ": " + text + "\n" + text());
			}
			LockSupport.parkNanos(PAUSE);
		}
	}

	boolean contains(String text) {
		return text().contains(text);
	}

	/** What was logged since. */
	String text() {
		try (RandomAccessFile file = new RandomAccessFile(this.log.toFile(), "r")) {
			file.seek(this.begin);
			byte[] bytes = new byte[Math.toIntExact(file.length() - this.begin)];
			file.readFully(bytes);
			return new String(bytes, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
