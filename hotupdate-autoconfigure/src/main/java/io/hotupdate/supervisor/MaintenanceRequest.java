package io.hotupdate.supervisor;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A request to an instance in maintenance, as much of it as matters.
 *
 * @param method the method
 * @param path the path, without a query
 * @param headers the headers, names in lower case
 * @param body the body
 */
record MaintenanceRequest(String method, String path, Map<String, String> headers, String body) {

	private static final int MAX_HEADER = 16 * 1024;

	private static final int MAX_BODY = 64 * 1024;

	MaintenanceRequest {
		headers = Map.copyOf(headers);
	}

	static MaintenanceRequest read(InputStream in) throws IOException {
		String[] lines = header(in).split("\r\n", -1);
		String[] start = lines[0].split(" ", 3);
		if (start.length != 3) {
			throw new IOException("No HTTP request");
		}
		Map<String, String> headers = new HashMap<>();
		Arrays.stream(lines)
			.skip(1)
			.map((line) -> line.split(":", 2))
			.filter((parts) -> parts.length == 2)
			.forEach((parts) -> headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip()));
		return new MaintenanceRequest(start[0], start[1].split("\\?", 2)[0], headers, body(in, headers));
	}

	private static String header(InputStream in) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		int matched = 0;
		while (matched < 4) {
			int next = in.read();
			if (next < 0 || bytes.size() == MAX_HEADER) {
				throw new EOFException("No whole HTTP header");
			}
			bytes.write(next);
			matched = (next == "\r\n\r\n".charAt(matched)) ? matched + 1 : ((next == '\r') ? 1 : 0);
		}
		return bytes.toString(ISO_8859_1).strip();
	}

	private static String body(InputStream in, Map<String, String> headers) throws IOException {
		String length = headers.getOrDefault("content-length", "0");
		if (!length.matches("\\d{1,9}") || Integer.parseInt(length) > MAX_BODY) {
			return "";
		}
		return new String(in.readNBytes(Integer.parseInt(length)), UTF_8);
	}

}
