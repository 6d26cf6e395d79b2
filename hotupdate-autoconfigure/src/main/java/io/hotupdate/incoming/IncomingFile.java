package io.hotupdate.incoming;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipFile;

import org.jspecify.annotations.Nullable;

/**
 * A regular file as it was when it was looked at.
 *
 * @param path where it is
 * @param size its bytes
 * @param modified when it was written last
 * @param key what tells it from another file of the same name
 */
record IncomingFile(Path path, long size, FileTime modified, @Nullable Object key) {

	/** Bytes of the end of an archive but for its comment, whose length it ends with. */
	private static final int END = 22;

	private static final int END_SIGNATURE = 0x06054b50;

	/** Look at a file; empty if it is gone or no regular file (a link is none). */
	static Optional<IncomingFile> at(Path path) {
		try {
			BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
			return now.isRegularFile()
					? Optional.of(new IncomingFile(path, now.size(), now.lastModifiedTime(), now.fileKey()))
					: Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	/** Whether nobody has written or exchanged it since. */
	boolean isUnchanged() {
		return at(this.path).filter(this::equals).isPresent();
	}

	/**
	 * The end of an archive is its directory. That it can be opened is not enough: a
	 * single byte may be missing from its comment's length.
	 */
	boolean isWhole() {
		if (!hasEnd()) {
			return false;
		}
		try (ZipFile archive = new ZipFile(this.path.toFile())) {
			return archive.size() > 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private boolean hasEnd() {
		try (RandomAccessFile file = new RandomAccessFile(this.path.toFile(), "r")) {
			byte[] tail = new byte[(int) Math.min(file.length(), END + 0xffff)];
			file.seek(file.length() - tail.length);
			file.readFully(tail);
			ByteBuffer bytes = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
			for (int at = tail.length - END; at >= 0; at--) {
				if (bytes.getInt(at) == END_SIGNATURE && at + END + (bytes.getShort(at + 20) & 0xffff) == tail.length) {
					return true;
				}
			}
			return false;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Whether it was put or renamed here after a time, as far as the disk tells. */
	boolean hasComeAfter(@Nullable Instant time) {
		try {
			return time != null && Files.getAttribute(this.path, "unix:ctime") instanceof FileTime changed
					&& changed.toInstant().isAfter(time);
		}
		catch (IOException | UnsupportedOperationException | IllegalArgumentException ex) {
			return false;
		}
	}

	String name() {
		return String.valueOf(this.path.getFileName());
	}

	/** As the artifact of a request. */
	String artifact() {
		return this.path.toUri().toString();
	}

	boolean isArtifact(@Nullable String artifact) {
		return Objects.equals(artifact(), artifact);
	}

}
