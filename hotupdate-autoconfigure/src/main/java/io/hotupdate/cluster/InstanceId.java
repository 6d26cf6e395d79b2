package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The identity of an instance in its group. One that nobody has named is made up once and
 * kept in the store's directory, so that it stays over generations, restarts and reboots.
 */
final class InstanceId {

	private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

	private static final String FILE = "instance-id";

	private InstanceId() {
	}

	/**
	 * Whether a name can be an id.
	 * @param name the name
	 * @return {@code true} if it has 1 to 100 letters, digits, dots, underscores or
	 * hyphens
	 */
	static boolean isValid(String name) {
		return VALID.matcher(name).matches();
	}

	/**
	 * The id that is kept in a directory.
	 * @param home the directory
	 * @param host what a new one begins with
	 * @return the id
	 * @throws IOException if it can neither be read nor written
	 */
	static String in(Path home, String host) throws IOException {
		Path file = home.resolve(FILE);
		if (Files.exists(file)) {
			String kept = Files.readString(file).strip();
			if (isValid(kept)) {
				return kept;
			}
		}
		String made = host.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
		String id = (made.isEmpty() ? "instance" : made.substring(0, Math.min(60, made.length()))) + "-"
				+ UUID.randomUUID().toString().substring(0, 8);
		Path temporary = Files.writeString(home.resolve(FILE + ".new"), id + "\n");
		Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		return id;
	}

}
