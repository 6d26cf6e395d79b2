package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

/** A file of KEY=VALUE lines, as systemd and docker take them. */
final class EnvironmentFile {

	private EnvironmentFile() {
	}

	static Map<String, String> read(Path file) {
		try {
			return parse(file, Files.readString(file));
		}
		catch (IOException ex) {
			throw new UpdateException(Reason.NOT_SUPPORTED, "The environment file " + file
					+ " cannot be read; perhaps you should correct hotupdate.process.environment-file", ex);
		}
	}

	private static Map<String, String> parse(Path file, String text) {
		Map<String, String> values = new LinkedHashMap<>();
		int number = 0;
		for (String raw : text.lines().toList()) {
			number++;
			String line = raw.strip();
			if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
				continue;
			}
			int equals = line.indexOf('=');
			if (equals < 1) {
				throw new UpdateException(Reason.NOT_SUPPORTED, "Line " + number + " of the environment file " + file
						+ " is not of the form KEY=VALUE; perhaps you should correct it");
			}
			values.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1).strip()));
		}
		return values;
	}

	private static String unquoted(String value) {
		boolean quoted = value.length() >= 2 && (value.charAt(0) == '"' || value.charAt(0) == '\'')
				&& value.charAt(value.length() - 1) == value.charAt(0);
		return quoted ? value.substring(1, value.length() - 1) : value;
	}

}
