package io.hotupdate.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes descriptors to one other process of the same user over a Unix socket that is
 * used for nothing else. Closing it, from any thread, ends a wait and removes the socket
 * file.
 */
public final class DescriptorSender implements AutoCloseable {

	/** How many bytes of text go with the descriptors at most. */
	static final int MAX_TEXT = 16 * 1024;

	static final byte ACKNOWLEDGED = 'A';

	private static final Logger logger = LoggerFactory.getLogger(DescriptorSender.class);

	private final Path path;

	private final UnixSocket socket;

	private DescriptorSender(Path path, UnixSocket socket) {
		this.path = path;
		this.socket = socket;
	}

	/**
	 * Listen on a path. A socket file left there by a dead process is removed.
	 * @param path the path, under 90 bytes, in a directory that only this user may enter
	 * @return the sender
	 * @throws IOException if it cannot listen
	 */
	public static DescriptorSender listen(Path path) throws IOException {
		UnixSocket socket = UnixSocket.open();
		try {
			if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
					&& Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther()) {
				Files.delete(path);
			}
			socket.bind(path);
			// nobody can connect before listen(): the mode is in force in time
			Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
			socket.listen();
			return new DescriptorSender(path, socket);
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Wait for the receiver, pass the descriptors and wait until it has acknowledged
	 * them. A peer of another user or with another pid is turned away, and the wait goes
	 * on.
	 * @param text what the descriptors are, at most 16 KiB in UTF-8
	 * @param descriptors at most 16 descriptors; they stay open here
	 * @param receiverPid the pid that the receiver must have, if it is known
	 * @param timeout how long all of it may take
	 * @throws IOException if it did not come about in time
	 */
	public void send(String text, List<Integer> descriptors, OptionalLong receiverPid, Duration timeout)
			throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		if (bytes.length > MAX_TEXT || descriptors.isEmpty() || descriptors.size() > SocketMessage.MAX_DESCRIPTORS) {
			throw new IllegalArgumentException(
					"Between 1 and " + SocketMessage.MAX_DESCRIPTORS + " descriptors and at most " + MAX_TEXT
							+ " bytes of text can be passed, not " + descriptors.size() + " and " + bytes.length);
		}
		Deadline deadline = Deadline.in(timeout);
		try (UnixSocket connection = acceptReceiver(receiverPid, deadline)) {
			byte[] message = ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
			connection.send(message, descriptors.stream().mapToInt(Integer::intValue).toArray(), deadline);
			byte[] answer = connection.receive(1, deadline).bytes();
			if (answer.length != 1 || answer[0] != ACKNOWLEDGED) {
				throw new IOException("The receiver ended without acknowledging the descriptors");
			}
		}
	}

	private UnixSocket acceptReceiver(OptionalLong receiverPid, Deadline deadline) throws IOException {
		int uid = NativeAccess.libC().geteuid();
		while (true) {
			UnixSocket connection = this.socket.accept(deadline);
			try {
				Peer peer = connection.peer();
				if (peer.uid() == uid && (receiverPid.isEmpty() || receiverPid.getAsLong() == peer.pid())) {
					return connection;
				}
				logger.warn("Turned away pid {} of user {}, which wanted the listeners", peer.pid(), peer.uid());
				connection.close();
			}
			catch (IOException | RuntimeException ex) {
				connection.close();
				throw ex;
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		Files.deleteIfExists(this.path);
	}

}
