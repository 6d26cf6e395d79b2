package io.hotupdate.release;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.jspecify.annotations.Nullable;

/**
 * The digest that a repository keeps beside a jar, as {@code sha256sum} writes it. It
 * proves that the jar is whole, not where it comes from.
 */
final class SideFile {

	private static final int MAX_SIZE = 64 * 1024;

	private static final Pattern SYNTAX = Pattern
		.compile("\\s*([0-9a-fA-F]{64})(?:[ \\t]+\\*?[^\\r\\n]*)?(?:[\\r\\n].*)?", Pattern.DOTALL);

	private final HttpTransport transport;

	private final Clock clock;

	SideFile(HttpTransport transport, Clock clock) {
		this.transport = transport;
		this.clock = clock;
	}

	/**
	 * Read the digest of the jar at a location.
	 * @throws UpdateException with {@link Reason#DIGEST_MISSING} if there is none, or
	 * what keeps the jar itself from being fetched
	 */
	String digest(Location jar) throws InterruptedException {
		Location location = jar.sideFile();
		byte[] content = jar.isFile() ? ofFile(jar, location) : ofServer(jar, location);
		Matcher matcher = SYNTAX.matcher(new String(content, StandardCharsets.UTF_8));
		if (content.length > MAX_SIZE || !matcher.matches()) {
			throw new UpdateException(Reason.DIGEST_MISSING, location
					+ " holds no SHA-256; perhaps you should write it with sha256sum, or send sha256 with the request");
		}
		return matcher.group(1).toLowerCase(Locale.ROOT);
	}

	private static byte[] ofFile(Location jar, Location location) {
		FileTransfer.requireReadable(jar.file());
		Path file = location.file();
		if (!Files.isRegularFile(file)) {
			throw missing(location, null);
		}
		try (InputStream in = Files.newInputStream(file)) {
			return in.readNBytes(MAX_SIZE + 1);
		}
		catch (IOException ex) {
			throw missing(location, ex);
		}
	}

	private byte[] ofServer(Location jar, Location location) throws InterruptedException {
		try (HttpAnswer answer = this.transport.get(location, Map.of())) {
			if (answer.isMissing()) {
				requireThere(jar);
				throw missing(location, null);
			}
			if (answer.status() != 200) {
				throw answer.failure(this.clock);
			}
			return read(answer);
		}
		catch (IOException ex) {
			throw new TransferException(Reason.TRUNCATED, "The server broke off in the middle of " + location
					+ "; perhaps you should look at the server and what is between, and retry", ex);
		}
	}

	/** A release that is not there at all should be called so. */
	private void requireThere(Location jar) throws InterruptedException {
		try (HttpAnswer answer = this.transport.get(jar, Map.of())) {
			if (answer.status() != 200) {
				throw answer.failure(this.clock);
			}
		}
	}

	private static byte[] read(HttpAnswer answer) throws IOException, InterruptedException {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		ByteBuffer buffer = answer.body().next();
		while (buffer != null && content.size() <= MAX_SIZE) {
			byte[] bytes = new byte[buffer.remaining()];
			buffer.get(bytes);
			content.write(bytes);
			buffer = answer.body().next();
		}
		return content.toByteArray();
	}

	private static UpdateException missing(Location location, @Nullable Throwable cause) {
		return new UpdateException(Reason.DIGEST_MISSING, "The SHA-256 of the release is not known: there is no "
				+ location + "; perhaps you should publish it (sha256sum), or send sha256 with the request", cause);
	}

}
