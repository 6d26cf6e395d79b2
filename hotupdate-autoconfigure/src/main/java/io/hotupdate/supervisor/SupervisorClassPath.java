package io.hotupdate.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import com.sun.jna.Native;
import org.slf4j.Logger;

/**
 * The three jars that a supervisor runs from. Those of an application lie in its own jar,
 * where only its launcher can read them: they are copied out.
 */
public final class SupervisorClassPath {

	private static final List<Class<?>> NEEDED = List.of(SupervisorMain.class, Native.class, Logger.class);

	private static final Pattern NESTED = Pattern.compile("jar:nested:(.+)/!([^!]+)!/");

	private SupervisorClassPath() {
	}

	/**
	 * Find the jars, and copy out those that lie in another.
	 * @param folder where copies go
	 * @return the class path
	 * @throws IOException if one cannot be copied
	 */
	public static List<Path> in(Path folder) throws IOException {
		List<Path> path = new ArrayList<>();
		for (Class<?> type : NEEDED) {
			path.add(found(type.getProtectionDomain().getCodeSource().getLocation(), folder));
		}
		return path;
	}

	static Path found(URL location, Path folder) throws IOException {
		Matcher nested = NESTED.matcher(location.toString());
		return nested.matches() ? copied(Path.of(decoded(nested.group(1))), decoded(nested.group(2)), folder)
				: Path.of(decoded(location.getPath()));
	}

	/** In an address a blank of a directory's name is escaped, a plus is not. */
	private static String decoded(String path) {
		return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
	}

	/** By a rename: a supervisor that runs may have the former copy open. */
	private static Path copied(Path jar, String entry, Path folder) throws IOException {
		Files.createDirectories(folder);
		Path target = folder.resolve(entry.substring(entry.lastIndexOf('/') + 1));
		Path temporary = folder.resolve(target.getFileName() + ".tmp");
		try (ZipFile outer = new ZipFile(jar.toFile())) {
			ZipEntry inner = outer.getEntry(entry);
			if (inner == null) {
				throw new IOException("There is no " + entry + " in " + jar);
			}
			try (InputStream content = outer.getInputStream(inner)) {
				Files.copy(content, temporary, StandardCopyOption.REPLACE_EXISTING);
			}
		}
		return Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
	}

}
