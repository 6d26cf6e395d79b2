package io.hotupdate.release;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The lock that names the owner of a store. Its channel is opened once for the life of
 * the process and never closed: a POSIX lock vanishes when any other channel of the
 * process on the same file is closed.
 */
final class StoreLock {

	private static final Map<Path, StoreLock> LOCKS = new HashMap<>();

	private final Path file;

	private final FileChannel channel;

	private final Object fileKey;

	private @Nullable FileLock lock;

	private @Nullable Object holder;

	private StoreLock(Path file, FileChannel channel, Object fileKey) {
		this.file = file;
		this.channel = channel;
		this.fileKey = fileKey;
	}

	static StoreLock on(Path file) throws IOException {
		synchronized (LOCKS) {
			StoreLock known = LOCKS.get(file);
			if (known != null && Files.exists(file) && keyOf(file).equals(known.fileKey)) {
				return known;
			}
			FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
					DurableFiles.forOwner(file, "rw-------"));
			StoreLock lock = new StoreLock(file, channel, keyOf(file));
			LOCKS.put(file, lock);
			return lock;
		}
	}

	private static Object keyOf(Path file) throws IOException {
		Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
		return (key != null) ? key : file;
	}

	synchronized boolean tryLock(Object by) {
		if (this.lock != null) {
			return this.holder == by;
		}
		try {
			this.lock = this.channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
		catch (IOException ex) {
			throw DurableFiles.failure(this.file, ex);
		}
		this.holder = (this.lock != null) ? by : null;
		return this.lock != null;
	}

	synchronized void unlock(Object by) {
		if (this.lock == null || this.holder != by) {
			return;
		}
		try {
			this.lock.release();
		}
		catch (IOException ex) {
			throw DurableFiles.failure(this.file, ex);
		}
		finally {
			this.lock = null;
			this.holder = null;
		}
	}

	synchronized boolean isHeldBy(Object by) {
		return this.lock != null && this.lock.isValid() && this.holder == by;
	}

}
