package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.hotupdate.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runners that have run, by release, in {@code runners.json}: the last 50 releases.
 */
final class RunnerFile {

	private static final Logger logger = LoggerFactory.getLogger(RunnerFile.class);

	private static final int MAX_RELEASES = 50;

	private final Path file;

	RunnerFile(Path home) {
		this.file = home.resolve("runners.json");
	}

	Set<String> read(Version version) {
		return new LinkedHashSet<>(read().releases().getOrDefault(version.value(), List.of()));
	}

	void add(Version version, String runner) {
		Map<String, List<String>> releases = new LinkedHashMap<>(read().releases());
		Set<String> runners = new LinkedHashSet<>(releases.getOrDefault(version.value(), List.of()));
		runners.add(runner);
		releases.remove(version.value());
		if (releases.size() >= MAX_RELEASES) {
			releases.remove(releases.keySet().iterator().next());
		}
		releases.put(version.value(), List.copyOf(runners));
		try {
			StoreJson.write(this.file, new Content(releases));
		}
		catch (IOException ex) {
			throw DurableFiles.failure(this.file, ex);
		}
	}

	private Content read() {
		try {
			return StoreJson.read(this.file, Content.class);
		}
		catch (NoSuchFileException ex) {
			return new Content(Map.of());
		}
		catch (DamagedFileException ex) {
			logger.warn("The record of runners cannot be read: each runs once more", ex);
			return new Content(Map.of());
		}
		catch (IOException ex) {
			throw DurableFiles.failure(this.file, ex);
		}
	}

	/**
	 * What the file holds.
	 *
	 * @param releases the names of the runners by version
	 */
	record Content(Map<String, List<String>> releases) {

	}

}
