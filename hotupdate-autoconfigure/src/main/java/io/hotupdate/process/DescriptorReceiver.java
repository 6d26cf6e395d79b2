package io.hotupdate.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Takes the descriptors that a {@link DescriptorSender} passes. */
public final class DescriptorReceiver {

	private DescriptorReceiver() {
	}

	/**
	 * Connect to the sender, take what it passes and acknowledge it.
	 * @param path the path on which the sender listens
	 * @param timeout how long all of it may take
	 * @return the descriptors, to be closed in any case
	 * @throws IOException if they did not come; nothing stays open then
	 */
	public static ReceivedDescriptors receive(Path path, Duration timeout) throws IOException {
		Deadline deadline = Deadline.in(timeout);
		List<Integer> descriptors = new ArrayList<>();
		try (UnixSocket socket = UnixSocket.open()) {
			socket.connect(path);
			Peer peer = socket.peer();
			if (peer.uid() != NativeAccess.libC().geteuid()) {
				throw new IOException("The listeners are offered by user " + peer.uid() + " (pid " + peer.pid()
						+ "); perhaps you should run both generations as the same user");
			}
			int length = ByteBuffer.wrap(read(socket, 4, descriptors, deadline)).getInt();
			if (length < 0 || length > DescriptorSender.MAX_TEXT) {
				throw new IOException("The sender speaks another protocol: a text of " + length + " bytes");
			}
			String text = new String(read(socket, length, descriptors, deadline), StandardCharsets.UTF_8);
			ReceivedDescriptors received = new ReceivedDescriptors(NativeAccess.libC(), text, descriptors);
			socket.send(new byte[] { DescriptorSender.ACKNOWLEDGED }, new int[0], deadline);
			return received;
		}
		catch (IOException | RuntimeException ex) {
			LibC libC = NativeAccess.libC();
			descriptors.forEach(libC::close);
			throw ex;
		}
	}

	private static byte[] read(UnixSocket socket, int length, List<Integer> descriptors, Deadline deadline)
			throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
		while (bytes.size() < length) {
			SocketMessage.Received received = socket.receive(length - bytes.size(), deadline);
			descriptors.addAll(received.descriptors());
			if (received.bytes().length == 0) {
				throw new IOException("The sender ended before everything had arrived");
			}
			bytes.writeBytes(received.bytes());
		}
		return bytes.toByteArray();
	}

}
