package io.hotupdate.incoming;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that releases are put into. Whoever may write there decides what this
 * application runs.
 */
final class IncomingDirectory {

	private static final Logger logger = LoggerFactory.getLogger(IncomingDirectory.class);

	private static final String JAR = ".jar";

	private static final String REJECTED = ".rejected";

	/** What a tool calls a file while it still writes it, or what is not meant. */
	private static final Set<String> QUIET = Set.of(".part", ".partial", ".tmp", ".filepart", ".sha256");

	private final Path path;

	private final Set<Path> told = new HashSet<>();

	IncomingDirectory(Path path) {
		this.path = path.toAbsolutePath().normalize();
	}

	Path path() {
		return this.path;
	}

	/**
	 * Create it (0700) if it is not there.
	 * @return the directory
	 * @throws UpdateException if it cannot be used, or all users may write there
	 */
	static IncomingDirectory open(Path path) {
		Path absolute = path.toAbsolutePath().normalize();
		try {
			create(absolute);
			if (isPosix(absolute)
					&& Files.getPosixFilePermissions(absolute).contains(PosixFilePermission.OTHERS_WRITE)) {
				throw new UpdateException(Reason.NOT_SUPPORTED, "Every user may write to " + absolute
						+ " and would decide what this application runs; perhaps you should chmod 700 it");
			}
			return new IncomingDirectory(absolute);
		}
		catch (IOException ex) {
			throw new UpdateException(Reason.NOT_SUPPORTED,
					"The directory " + absolute + " cannot be used (" + ex
							+ "); perhaps you should create it for the user of this application, or set"
							+ " hotupdate.releases.incoming",
					ex);
		}
	}

	private static void create(Path path) throws IOException {
		if (Files.isDirectory(path)) {
			return;
		}
		if (isPosix(path)) {
			Files.createDirectories(path,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		else {
			Files.createDirectories(path);
		}
	}

	private static boolean isPosix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	/** The jars that are in it now. Whatever else is there is told once, and left. */
	List<IncomingFile> jars() {
		List<IncomingFile> jars = new ArrayList<>();
		Set<Path> here = new HashSet<>();
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(this.path)) {
			for (Path entry : entries) {
				here.add(entry);
				jar(entry).ifPresent(jars::add);
			}
		}
		catch (IOException ex) {
			tell(this.path, "cannot be read: " + ex);
		}
		this.told.removeIf((path) -> !here.contains(path) && !path.equals(this.path));
		return jars;
	}

	private Optional<IncomingFile> jar(Path entry) {
		String name = String.valueOf(entry.getFileName());
		if (name.startsWith(".") || name.contains(REJECTED) || QUIET.stream().anyMatch(name::endsWith)) {
			return Optional.empty();
		}
		if (!name.endsWith(JAR)) {
			tell(entry, "is no .jar");
			return Optional.empty();
		}
		Optional<IncomingFile> file = IncomingFile.at(entry);
		if (file.isEmpty() && Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
			tell(entry, "is no regular file");
		}
		return file;
	}

	/** Say once why a file is left as it is. */
	void tell(Path file, String why) {
		if (this.told.add(file)) {
			logger.warn("{} is not taken: it {}", file, why);
		}
	}

	/** Put a file aside, under a name that no other one has. */
	void reject(IncomingFile file, String why) {
		for (int i = 1;; i++) {
			Path aside = file.path().resolveSibling(file.name() + REJECTED + ((i == 1) ? "" : "-" + i));
			if (Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
				continue;
			}
			try {
				Files.move(file.path(), aside);
				logger.warn("{} is not taken and is called {} from now on: {}", file.path(), aside.getFileName(), why);
				return;
			}
			catch (FileAlreadyExistsException ex) {
				logger.debug("{} has come meanwhile", aside, ex);
			}
			catch (NoSuchFileException ex) {
				logger.debug("{} has gone meanwhile", file.path(), ex);
				return;
			}
			catch (IOException ex) {
				tell(file.path(), "is refused, and cannot be renamed (" + ex + "): " + why);
				return;
			}
		}
	}

	/** Delete a file that the store has a copy of. */
	void remove(IncomingFile file) {
		try {
			if (Files.deleteIfExists(file.path())) {
				logger.info("{} was taken into the store and is deleted here", file.path());
			}
		}
		catch (IOException ex) {
			tell(file.path(), "was taken already, and cannot be deleted: " + ex);
		}
	}

}
