package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One temporary directory for each generation: a killed process cannot clear up behind
 * itself, so another one does.
 */
final class TemporaryDirectories {

	private static final Logger logger = LoggerFactory.getLogger(TemporaryDirectories.class);

	private static final Pattern NAME = Pattern.compile("gen-([0-9]{1,18})");

	private final Path folder;

	TemporaryDirectories(Path folder) {
		this.folder = folder;
	}

	Path of(long generation) {
		Path directory = this.folder.resolve("gen-" + generation);
		try {
			DurableFiles.createFolder(directory);
			return directory;
		}
		catch (IOException ex) {
			throw DurableFiles.failure(directory, ex);
		}
	}

	long highest() {
		return all().keySet().stream().mapToLong(Long::longValue).max().orElse(0);
	}

	void clean(Set<Long> living) {
		all().forEach((generation, directory) -> {
			if (living.contains(generation)) {
				return;
			}
			try {
				DurableFiles.deleteTree(directory);
			}
			catch (IOException ex) {
				logger.warn("Cannot delete {}: {}", directory, ex.toString());
			}
		});
	}

	private Map<Long, Path> all() {
		Map<Long, Path> found = new TreeMap<>();
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(this.folder)) {
			for (Path directory : directories) {
				Matcher matcher = NAME.matcher(directory.getFileName().toString());
				if (matcher.matches()) {
					found.put(Long.valueOf(matcher.group(1)), directory);
				}
			}
			return found;
		}
		catch (IOException ex) {
			throw DurableFiles.failure(this.folder, ex);
		}
	}

}
