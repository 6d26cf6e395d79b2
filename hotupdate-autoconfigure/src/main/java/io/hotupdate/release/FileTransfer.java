package io.hotupdate.release;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import io.hotupdate.Reason;
import io.hotupdate.ReleaseFetcher.ByteProgress;
import io.hotupdate.UpdateException;

/**
 * Copies a jar from this host (or a mounted disk) into a partial file.
 */
final class FileTransfer {

	private final PartialFile partial;

	private final Sink sink;

	FileTransfer(PartialFile partial, Sink sink) {
		this.partial = partial;
		this.sink = sink;
	}

	void copy(Path source, String sha256, ByteProgress progress) throws InterruptedException {
		requireReadable(source);
		try {
			long total = Files.size(source);
			this.partial.discard();
			this.sink.requireRoom(total);
			try (InputStream in = Files.newInputStream(source);
					FileOutputStream out = this.partial.begin(new PartialFile.Info(sha256, total, null))) {
				copy(source, in, out, total, progress);
			}
		}
		catch (IOException ex) {
			throw DurableFiles.failure(this.partial.file(), ex);
		}
	}

	private void copy(Path source, InputStream in, FileOutputStream out, long total, ByteProgress progress)
			throws IOException, InterruptedException {
		byte[] buffer = new byte[128 * 1024];
		long done = 0;
		progress.bytes(done, total);
		for (int n = read(source, in, buffer); n >= 0; n = read(source, in, buffer)) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			this.sink.write(out, buffer, n, done);
			done += n;
			progress.bytes(done, Math.max(done, total));
		}
		out.getFD().sync();
	}

	private static int read(Path source, InputStream in, byte[] buffer) {
		try {
			return in.read(buffer);
		}
		catch (IOException ex) {
			throw new UpdateException(Reason.RELEASE_NOT_FOUND,
					source + " cannot be read (" + ex + "); perhaps you should check the disk it is on", ex);
		}
	}

	static void requireReadable(Path source) {
		if (!Files.isRegularFile(source)) {
			throw new UpdateException(Reason.RELEASE_NOT_FOUND, "There is no file " + source
					+ "; perhaps you should check the version, or put the release there first");
		}
		if (!Files.isReadable(source)) {
			throw new UpdateException(Reason.RELEASE_NOT_FOUND, "This user may not read " + source
					+ "; perhaps you should give the user of this application the right to");
		}
	}

}
