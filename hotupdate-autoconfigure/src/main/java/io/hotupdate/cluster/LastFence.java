package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The highest number of a grant that this instance has seen. A lower one comes from a
 * Redis that has forgotten something, such as a replica that lagged behind.
 */
final class LastFence {

	private static final Logger logger = LoggerFactory.getLogger(LastFence.class);

	private final Path file;

	private long last;

	LastFence(Path home) throws IOException {
		this.file = home.resolve("cluster-fence");
		this.last = Files.exists(this.file) ? read(this.file) : 0;
	}

	/** What a crash of the host has left half written is no reason not to start. */
	private static long read(Path file) throws IOException {
		String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
		if (text.matches("\\d{1,18}")) {
			return Long.parseLong(text);
		}
		logger.warn("{} is damaged: this instance does not know any more which grants it has seen", file);
		return 0;
	}

	/**
	 * Take a grant.
	 * @param fence its number
	 * @return whether it is not older than one that was taken
	 */
	synchronized boolean take(long fence) throws IOException {
		if (fence < this.last) {
			return false;
		}
		if (fence > this.last) {
			Path temporary = Files.writeString(this.file.resolveSibling("cluster-fence.new"), fence + "\n");
			Files.move(temporary, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			this.last = fence;
		}
		return true;
	}

}
