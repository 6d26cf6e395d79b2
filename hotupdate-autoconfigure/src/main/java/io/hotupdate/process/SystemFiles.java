package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in which the kernel tells of itself, below a root. One that is not there is
 * empty: not each kernel has each.
 *
 * @param root {@code /}, another one in tests
 */
record SystemFiles(Path root) {

	private static final Logger logger = LoggerFactory.getLogger(SystemFiles.class);

	private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

	private static final Pattern BLANKS = Pattern.compile("[\\s:]+");

	Path path(String absolute) {
		return this.root.resolve(absolute.replaceFirst("^/+", ""));
	}

	List<String> lines(String path) {
		return lines(path(path));
	}

	List<String> lines(Path file) {
		try {
			return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
		}
		catch (IOException ex) {
			logger.debug("{} cannot be read", file, ex);
			return List.of();
		}
	}

	/** The number that a file consists of; empty if it is another word, such as max. */
	OptionalLong number(Path file) {
		List<String> lines = lines(file);
		return lines.isEmpty() ? OptionalLong.empty() : parse(lines.get(0).strip());
	}

	/** The number behind a name, as in {@code MemAvailable: 42 kB}. */
	OptionalLong number(Path file, String name) {
		for (String line : lines(file)) {
			String[] words = BLANKS.split(line.strip());
			if (words.length > 1 && words[0].equals(name)) {
				OptionalLong number = parse(words[1]);
				boolean kilo = words.length > 2 && words[2].equals("kB");
				return (kilo && number.isPresent()) ? OptionalLong.of(number.getAsLong() << 10) : number;
			}
		}
		return OptionalLong.empty();
	}

	/** More digits are no number but the kernel's way to say that there is no bound. */
	static OptionalLong parse(String word) {
		return NUMBER.matcher(word).matches() ? OptionalLong.of(Long.parseLong(word)) : OptionalLong.empty();
	}

}
