package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the standard input is a listening TCP socket, as systemd and inetd can arrange.
 * Linux tells without a native call.
 */
final class ListeningInput {

	private static final Logger logger = LoggerFactory.getLogger(ListeningInput.class);

	private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

	private static final Pattern BLANKS = Pattern.compile("\\s+");

	private static final String LISTENING = "0A";

	private ListeningInput() {
	}

	static boolean isThere(SystemFiles files) {
		Path input = files.path("/proc/self/fd/0");
		try {
			if (!Files.isSymbolicLink(input)) {
				return false;
			}
			Matcher socket = SOCKET.matcher(Files.readSymbolicLink(input).toString());
			return socket.matches() && Stream.of("/proc/self/net/tcp", "/proc/self/net/tcp6")
				.flatMap((table) -> files.lines(table).stream())
				.map((line) -> BLANKS.split(line.strip()))
				.anyMatch((row) -> row.length > 9 && row[3].equals(LISTENING) && row[9].equals(socket.group(1)));
		}
		catch (IOException ex) {
			logger.debug("What the standard input is cannot be read", ex);
			return false;
		}
	}

}
