package io.hotupdate.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The directory of the sockets that the generations of an instance share: only this user
 * may enter it, and its path is short enough for a socket's.
 */
public final class RuntimeDirectory {

	/** Java 17 refuses 107 bytes; this leaves room. */
	private static final int MAX_SOCKET_PATH = 90;

	private static final String LONGEST_NAME = "/handover-2147483647.sock";

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

	private static final FileAttribute<?> MODE = PosixFilePermissions.asFileAttribute(OWNER_ONLY);

	private final Path path;

	private RuntimeDirectory(Path path) {
		this.path = path;
	}

	/**
	 * Find and create the directory: {@code run} in the home if its path is short enough,
	 * else one named after the home in $RUNTIME_DIRECTORY, $XDG_RUNTIME_DIR or
	 * {@code /tmp}. All generations of an instance find the same one.
	 * @param home the directory of the store
	 * @param environment the environment
	 * @return the directory
	 * @throws IOException if it cannot be created, is a link, belongs to another user or
	 * is open to others
	 */
	public static RuntimeDirectory open(Path home, Map<String, String> environment) throws IOException {
		return open(home, environment, Path.of("/tmp"));
	}

	/**
	 * A directory that the user has named, created if need be.
	 * @param path the directory
	 * @return the directory
	 * @throws IOException if it cannot be created, is a link, belongs to another user or
	 * is open to others
	 */
	public static RuntimeDirectory at(Path path) throws IOException {
		Path absolute = path.toAbsolutePath().normalize();
		create(absolute);
		check(absolute, ownUid());
		return new RuntimeDirectory(absolute);
	}

	static RuntimeDirectory open(Path home, Map<String, String> environment, Path shared) throws IOException {
		Path absolute = home.toAbsolutePath().normalize();
		int uid = ownUid();
		Path path = choose(absolute, environment, shared, uid);
		create(path);
		check(path, uid);
		return new RuntimeDirectory(path);
	}

	private static Path choose(Path home, Map<String, String> environment, Path shared, int uid) {
		if (isShort(home.resolve("run"))) {
			return home.resolve("run");
		}
		String hash = hash(home);
		for (String variable : new String[] { "RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR" }) {
			// systemd separates several by colons
			String parent = environment.getOrDefault(variable, "").replaceFirst(":.*", "");
			if (!parent.isEmpty() && Files.isWritable(Path.of(parent))
					&& isShort(Path.of(parent, "hotupdate-" + hash))) {
				return Path.of(parent, "hotupdate-" + hash);
			}
		}
		return shared.resolve("hotupdate-" + Integer.toUnsignedString(uid) + "-" + hash);
	}

	private static void create(Path path) throws IOException {
		try {
			Path parent = path.getParent();
			if (parent != null) {
				Files.createDirectories(parent);
			}
			Files.createDirectory(path, MODE);
		}
		catch (FileAlreadyExistsException ex) {
			// made by an earlier generation, or by somebody else: check() tells
			return;
		}
	}

	private static void check(Path path, int uid) throws IOException {
		if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
			throw new IOException(path + " is no directory, or a link; perhaps you should remove it");
		}
		int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
		if (owner != uid) {
			throw new IOException(path + " belongs to user " + owner + " and not to " + uid
					+ ", as which this application runs; perhaps you should remove it or choose another hotupdate.home");
		}
		Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
		if (!mode.equals(OWNER_ONLY)) {
			throw new IOException(path + " has the mode " + PosixFilePermissions.toString(mode)
					+ " and could be entered by others; perhaps you should remove it or chmod it to 0700");
		}
	}

	/** That of a file made now: user.name and /proc may tell another one. */
	private static int ownUid() throws IOException {
		Path file = Files.createTempFile("hotupdate-", ".uid");
		try {
			return (Integer) Files.getAttribute(file, "unix:uid");
		}
		finally {
			Files.delete(file);
		}
	}

	private static boolean isShort(Path directory) {
		return (directory + LONGEST_NAME).getBytes(StandardCharsets.UTF_8).length < MAX_SOCKET_PATH;
	}

	private static String hash(Path home) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest(home.toString().getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, 6);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Its path.
	 * @return the path
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * The path of a socket.
	 * @param name the name, at most as long as {@code handover-2147483647}
	 * @return the path, under 90 bytes
	 */
	public Path socket(String name) {
		Path socket = this.path.resolve(name + ".sock");
		if (socket.toString().getBytes(StandardCharsets.UTF_8).length >= MAX_SOCKET_PATH) {
			throw new IllegalArgumentException("The socket path " + socket + " is too long");
		}
		return socket;
	}

	/**
	 * Remove the sockets that nobody needs, and the directory if nothing is left in it.
	 * @param unneeded tells by its name whether a socket file may go
	 * @throws IOException if one cannot be removed
	 */
	public void cleanUp(Predicate<String> unneeded) throws IOException {
		if (!Files.isDirectory(this.path, LinkOption.NOFOLLOW_LINKS)) {
			return;
		}
		boolean empty = true;
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.path)) {
			for (Path file : files) {
				String name = String.valueOf(file.getFileName());
				if (name.endsWith(".sock") && unneeded.test(name)) {
					Files.deleteIfExists(file);
				}
				else {
					empty = false;
				}
			}
		}
		if (empty) {
			Files.deleteIfExists(this.path);
		}
	}

	/**
	 * Remove all sockets, and the directory if nothing else is in it.
	 * @throws IOException if one cannot be removed
	 */
	public void cleanUp() throws IOException {
		cleanUp((name) -> true);
	}

}
