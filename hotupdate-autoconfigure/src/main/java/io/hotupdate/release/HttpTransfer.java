package io.hotupdate.release;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hotupdate.Reason;
import io.hotupdate.ReleaseFetcher.ByteProgress;
import io.hotupdate.UpdateException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a jar over HTTP into a partial file. Each attempt goes on from what is there, as
 * far as the server proves that it goes on with the same file.
 */
final class HttpTransfer {

	private static final Logger logger = LoggerFactory.getLogger(HttpTransfer.class);

	private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");

	private final HttpTransport transport;

	private final PartialFile partial;

	private final Sink sink;

	private final Clock clock;

	HttpTransfer(HttpTransport transport, PartialFile partial, Sink sink, Clock clock) {
		this.transport = transport;
		this.partial = partial;
		this.sink = sink;
		this.clock = clock;
	}

	void attempt(Location location, String sha256, ByteProgress progress) throws InterruptedException {
		try {
			PartialFile.Info known = this.partial.resumable(sha256);
			if (known != null && this.partial.size() == known.total()) {
				return;
			}
			if (known == null || !goOn(location, known, progress)) {
				begin(location, sha256, progress);
			}
		}
		catch (IOException ex) {
			throw DurableFiles.failure(this.partial.file(), ex);
		}
	}

	private void begin(Location location, String sha256, ByteProgress progress)
			throws IOException, InterruptedException {
		try (HttpAnswer answer = this.transport.get(location, Map.of())) {
			if (answer.status() != 200) {
				throw answer.failure(this.clock);
			}
			write200(answer, sha256, progress);
		}
	}

	private void write200(HttpAnswer answer, String sha256, ByteProgress progress)
			throws IOException, InterruptedException {
		long total = answer.contentLength();
		this.partial.discard();
		this.sink.requireRoom(total);
		try (FileOutputStream out = this.partial.begin(new PartialFile.Info(sha256, total, answer.strongEtag()))) {
			write(answer, out, 0, total, progress);
		}
	}

	/** Returns false if the server cannot go on, and all must be begun anew. */
	private boolean goOn(Location location, PartialFile.Info known, ByteProgress progress)
			throws IOException, InterruptedException {
		long offset = this.partial.size();
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Range", "bytes=" + offset + "-");
		if (known.etag() != null) {
			headers.put("If-Range", known.etag());
		}
		try (HttpAnswer answer = this.transport.get(location, headers)) {
			if (answer.status() == 200) {
				write200(answer, String.valueOf(known.sha256()), progress);
				return true;
			}
			if (answer.status() == 416 || (answer.status() == 206 && !goesOn(answer, offset, known.total()))) {
				logger.info("The server does not go on at byte {} of {}; the download begins anew", offset, location);
				return false;
			}
			if (answer.status() != 206) {
				throw answer.failure(this.clock);
			}
			this.sink.requireRoom(known.total() - offset);
			try (FileOutputStream out = this.partial.goOn()) {
				write(answer, out, offset, known.total(), progress);
			}
			return true;
		}
	}

	private static boolean goesOn(HttpAnswer answer, long offset, long total) {
		Matcher range = CONTENT_RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
		return range.matches() && Long.parseLong(range.group(1)) == offset && Long.parseLong(range.group(2)) == total;
	}

	private void write(HttpAnswer answer, FileOutputStream out, long offset, long total, ByteProgress progress)
			throws IOException, InterruptedException {
		long done = offset;
		progress.bytes(done, total);
		ByteBuffer buffer = next(answer, done, total);
		while (buffer != null && (total < 0 || done < total)) {
			int length = (total < 0) ? buffer.remaining() : (int) Math.min(buffer.remaining(), total - done);
			byte[] bytes = new byte[length];
			buffer.get(bytes);
			this.sink.write(out, bytes, length, done);
			done += length;
			progress.bytes(done, total);
			buffer = (done == total) ? null : next(answer, done, total);
		}
		if (done < total) {
			throw truncated(answer.location(), done, total, null);
		}
		out.getFD().sync();
	}

	private @Nullable ByteBuffer next(HttpAnswer answer, long done, long total) throws InterruptedException {
		try {
			return answer.body().next();
		}
		catch (IOException ex) {
			throw truncated(answer.location(), done, total, ex);
		}
	}

	private static UpdateException truncated(Location location, long done, long total, @Nullable Throwable cause) {
		return new TransferException(Reason.TRUNCATED,
				"The server broke off after " + done + ((total < 0) ? "" : " of " + total) + " bytes of " + location
						+ "; perhaps you should look at the server and what is between, and retry",
				cause);
	}

}
