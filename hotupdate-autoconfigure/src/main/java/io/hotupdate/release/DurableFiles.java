package io.hotupdate.release;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.jspecify.annotations.Nullable;

/**
 * Files that survive a crash: written aside, fsynced, renamed, the directory fsynced.
 * None of it minds an interrupt, since a pause interrupts the thread that works here.
 */
final class DurableFiles {

	private DurableFiles() {
	}

	static void write(Path file, String content) throws IOException {
		write(file, content.getBytes(StandardCharsets.UTF_8));
	}

	static void write(Path file, byte[] content) throws IOException {
		Path folder = folderOf(file);
		Path aside = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
		try {
			try (FileOutputStream out = new FileOutputStream(aside.toFile())) {
				out.write(content);
				out.getFD().sync();
			}
			move(aside, file);
		}
		catch (IOException ex) {
			Files.deleteIfExists(aside);
			throw ex;
		}
	}

	static void move(Path from, Path to) throws IOException {
		Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
		sync(folderOf(to));
	}

	static void delete(Path file) throws IOException {
		if (Files.deleteIfExists(file)) {
			sync(folderOf(file));
		}
	}

	static void syncFile(Path file) throws IOException {
		try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
			out.getFD().sync();
		}
	}

	static void sync(Path folder) throws IOException {
		if (!isPosix(folder)) {
			return;
		}
		boolean interrupted = false;
		try {
			while (true) {
				interrupted |= Thread.interrupted();
				try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
					channel.force(true);
					return;
				}
				catch (ClosedByInterruptException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	static void deleteTree(Path root) throws IOException {
		if (!Files.exists(root)) {
			return;
		}
		Files.walkFileTree(root, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.deleteIfExists(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException ex) throws IOException {
				if (ex != null && !(ex instanceof NoSuchFileException)) {
					throw ex;
				}
				Files.deleteIfExists(folder);
				return FileVisitResult.CONTINUE;
			}

		});
	}

	static void createFolder(Path folder) throws IOException {
		if (Files.isDirectory(folder)) {
			return;
		}
		Files.createDirectories(folder, forOwner(folder, "rwx------"));
	}

	static FileAttribute<?>[] forOwner(Path path, String permissions) {
		return isPosix(path)
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

	static void permit(Path path, String permissions) throws IOException {
		if (isPosix(path)) {
			Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
		}
	}

	static boolean isPosix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	static UpdateException failure(Path path, IOException ex) {
		if (isDiskFull(ex)) {
			return new UpdateException(Reason.DISK_FULL,
					"The disk of " + path + " is full; perhaps you should make room on it, or move hotupdate.home", ex);
		}
		return new UpdateException(Reason.STORE_NOT_WRITABLE, "The store cannot use " + path + " (" + ex
				+ "); perhaps you should give this user the right to read and write there, or set hotupdate.home", ex);
	}

	/** Java has no exception of its own for ENOSPC and EDQUOT. */
	static boolean isDiskFull(IOException ex) {
		String message = String.valueOf(ex.getMessage()).toLowerCase(Locale.ROOT);
		return message.contains("no space left") || message.contains("quota exceeded")
				|| message.contains("not enough space");
	}

	private static Path folderOf(Path file) {
		Path folder = file.toAbsolutePath().getParent();
		if (folder == null) {
			throw new IllegalArgumentException(file + " is in no folder");
		}
		return folder;
	}

}
