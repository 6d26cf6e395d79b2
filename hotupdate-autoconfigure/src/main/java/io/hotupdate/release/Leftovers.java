package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Half-written files that a crash has left in the store.
 */
final class Leftovers {

	private static final Logger logger = LoggerFactory.getLogger(Leftovers.class);

	private final Path home;

	private final Path incoming;

	Leftovers(Path home, Path incoming) {
		this.home = home;
		this.incoming = incoming;
	}

	/** Delete them; what cannot be deleted is warned of. */
	void delete() {
		find(this.home, ".*.tmp").forEach(Leftovers::deleteOrWarn);
		find(this.incoming, "*.{install,trash,adopt,tmp}").forEach(Leftovers::deleteOrWarn);
	}

	private static List<Path> find(Path folder, String glob) {
		List<Path> found = new ArrayList<>();
		try (var files = Files.newDirectoryStream(folder, glob)) {
			files.forEach(found::add);
		}
		catch (IOException ex) {
			logger.warn("Cannot look for leftovers in {}: {}", folder, ex.toString());
		}
		return found;
	}

	static void deleteOrWarn(Path path) {
		try {
			DurableFiles.deleteTree(path);
		}
		catch (IOException ex) {
			logger.warn("Cannot delete {}: {}", path, ex.toString());
		}
	}

}
