package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

/**
 * The free space of a disk, less a little that the running application may need.
 */
final class DiskSpace {

	private static final long RESERVE = 1024 * 1024;

	private DiskSpace() {
	}

	static void require(Path folder, long bytes) throws IOException {
		long usable = Files.getFileStore(folder).getUsableSpace();
		if (usable - RESERVE < bytes) {
			throw new UpdateException(Reason.DISK_FULL,
					"The disk of " + folder + " has " + usable + " bytes left, " + (bytes + RESERVE)
							+ " are needed; perhaps you should make room on it, lower hotupdate.releases.keep, or move"
							+ " hotupdate.home");
		}
	}

}
