package io.hotupdate.supervisor;

import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A request to an instance in maintenance, as much of it as matters.
 *
 * @param method the method
 * @param path the path, without a query
 * @param headers the headers, names in lower case; several of one name are one with
 * commas
 * @param body the body, {@code null} if it is too long, or its length is not told
 */
record MaintenanceRequest(String method, String path, Map<String, String> headers, @Nullable String body) {

	static final int MAX_HEADER = 8 * 1024;

	static final int MAX_BODY = 8 * 1024;

	private static final String END_OF_HEADER = "\r\n\r\n";

	MaintenanceRequest {
		headers = Map.copyOf(headers);
	}

	/**
	 * The request that some bytes begin with.
	 * @param bytes what has come so far
	 * @return the request, {@code null} if it is not whole yet
	 * @throws ProtocolException if it is no request in HTTP/1, or too long
	 */
	static @Nullable MaintenanceRequest parse(byte[] bytes) throws ProtocolException {
		String text = new String(bytes, ISO_8859_1);
		int end = text.indexOf(END_OF_HEADER);
		if (end < 0 && bytes.length < MAX_HEADER) {
			return null;
		}
		if (end < 0 || end > MAX_HEADER) {
			throw new ProtocolException("No HTTP header of at most " + MAX_HEADER + " bytes");
		}
		String[] lines = text.substring(0, end).split("\r\n", -1);
		String[] start = lines[0].split(" ", -1);
		if (start.length != 3 || !start[2].startsWith("HTTP/1.")) {
			throw new ProtocolException("No HTTP request");
		}
		Map<String, String> headers = headers(lines);
		int from = end + END_OF_HEADER.length();
		int length = length(headers);
		if (length > bytes.length - from) {
			return null;
		}
		return new MaintenanceRequest(start[0], start[1].split("\\?", 2)[0], headers,
				(length < 0) ? null : new String(bytes, from, length, UTF_8));
	}

	private static Map<String, String> headers(String[] lines) {
		return Arrays.stream(lines)
			.skip(1)
			.map((line) -> line.split(":", 2))
			.filter((parts) -> parts.length == 2)
			.collect(Collectors.toMap((parts) -> parts[0].toLowerCase(Locale.ROOT), (parts) -> parts[1].strip(),
					(first, second) -> first + ", " + second));
	}

	/** Of the body, -1 for one that is not waited for. */
	private static int length(Map<String, String> headers) {
		String length = headers.getOrDefault("content-length", "0");
		boolean told = !headers.containsKey("transfer-encoding") && length.matches("\\d{1,9}");
		return (told && Integer.parseInt(length) <= MAX_BODY) ? Integer.parseInt(length) : -1;
	}

}
