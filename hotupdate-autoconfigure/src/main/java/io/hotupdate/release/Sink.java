package io.hotupdate.release;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

/**
 * Where the bytes of a jar go: never more than allowed, never more than the disk can
 * take.
 */
final class Sink {

	private final Path folder;

	private final long maxSize;

	Sink(Path folder, long maxSize) {
		this.folder = folder;
		this.maxSize = maxSize;
	}

	/** Refuse a jar of an announced size before any of it comes. */
	void requireRoom(long size) throws IOException {
		requireAllowed(size);
		DiskSpace.require(this.folder, Math.max(0, size));
	}

	void write(OutputStream out, byte[] bytes, int length, long done) throws IOException {
		requireAllowed(done + length);
		DiskSpace.require(this.folder, length);
		out.write(bytes, 0, length);
	}

	private void requireAllowed(long size) {
		if (size > this.maxSize) {
			throw new UpdateException(Reason.TOO_LARGE,
					"The jar has " + size + " bytes or more, " + this.maxSize
							+ " are allowed; perhaps you should check what is published there, or raise"
							+ " hotupdate.releases.max-size");
		}
	}

}
