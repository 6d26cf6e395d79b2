package io.hotupdate.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.hotupdate.process.ProcessIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Which processes are generations of the instance, in a file: a supervisor that takes the
 * place of a killed one must not start another beside them.
 */
final class Roster {

	private static final Logger logger = LoggerFactory.getLogger(Roster.class);

	private static final Pattern LINE = Pattern.compile("(\\d{1,18}) (-?\\d{1,18})");

	private final Path file;

	Roster(Path file) {
		this.file = file;
	}

	/**
	 * Those of them that live. What cannot be read is passed over: a damaged list would
	 * keep every supervisor from starting.
	 */
	List<ProcessIdentity> living() throws IOException {
		try {
			return Files.readString(this.file, ISO_8859_1)
				.lines()
				.flatMap((line) -> read(line).stream())
				.filter(ProcessIdentity::isAlive)
				.toList();
		}
		catch (NoSuchFileException ex) {
			return List.of();
		}
	}

	private Optional<ProcessIdentity> read(String line) {
		Matcher matcher = LINE.matcher(line);
		if (!matcher.matches()) {
			logger.warn("{} is damaged; if a generation of this instance runs perhaps you should stop it first",
					this.file);
			return Optional.empty();
		}
		return Optional.of(new ProcessIdentity(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
	}

	void write(Collection<ProcessIdentity> processes) throws IOException {
		String text = processes.stream()
			.map((process) -> process.pid() + " " + process.startTime() + "\n")
			.collect(Collectors.joining());
		Files.writeString(temporary(), text);
		Files.move(temporary(), this.file, StandardCopyOption.ATOMIC_MOVE);
	}

	private Path temporary() {
		return this.file.resolveSibling(this.file.getFileName() + ".tmp");
	}

	void delete() throws IOException {
		Files.deleteIfExists(temporary());
		Files.deleteIfExists(this.file);
	}

}
