package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The highest number of a grant that this instance has seen. A lower one comes from a
 * Redis that has forgotten something, such as a replica that lagged behind.
 */
final class LastFence {

	private final Path file;

	private long last;

	LastFence(Path home) throws IOException {
		this.file = home.resolve("cluster-fence");
		this.last = Files.exists(this.file) ? Long.parseLong(Files.readString(this.file).strip()) : 0;
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
