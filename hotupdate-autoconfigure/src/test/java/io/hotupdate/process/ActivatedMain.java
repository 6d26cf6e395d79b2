package io.hotupdate.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Becomes a program that has listeners from its start, as systemd and inetd start one,
 * then another one, as an older jar that runs the current release.
 */
final class ActivatedMain {

	private ActivatedMain() {
	}

	public static void main(String[] args) throws IOException {
		switch (args[0]) {
			case "descriptors" -> descriptors();
			case "input" -> input();
			case "older" -> Exec.replace(Jvm.command(ActivatedMain.class, "serve"), System.getenv());
			default -> serve();
		}
	}

	/** A shell moves them: a JVM has files of its own there. */
	private static void descriptors() throws IOException {
		listenOnInput();
		List<String> command = new ArrayList<>(
				List.of("/bin/sh", "-c",
						"exec 3<&0 4</dev/null 5<&0 0</dev/null;"
								+ " LISTEN_FDS=3 LISTEN_PID=$$ LISTEN_FDNAMES=server:other:management exec \"$@\"",
						"sh"));
		command.addAll(Jvm.command(ActivatedMain.class, "older"));
		Exec.replace(command, System.getenv());
	}

	private static void input() throws IOException {
		listenOnInput();
		Exec.replace(Jvm.command(ActivatedMain.class, "older"), System.getenv());
	}

	private static void listenOnInput() throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open();
		channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		int fd = Descriptors.ofListener((InetSocketAddress) channel.getLocalAddress());
		NativeAccess.libC().dup2(fd, 0);
	}

	/** One connection from each, to which its name is told. */
	private static void serve() throws IOException {
		List<SocketActivation.Activated> sockets = SocketActivation.take(System.getenv());
		System.out.println("listening on " + sockets.stream().map((socket) -> socket.address().getPort()).toList());
		for (SocketActivation.Activated socket : sockets) {
			try (ServerSocketChannel channel = Descriptors.over(socket.fd())) {
				channel.configureBlocking(true);
				try (SocketChannel client = channel.accept()) {
					client.write(ByteBuffer.wrap(("from '" + socket.name() + "'\n").getBytes(StandardCharsets.UTF_8)));
				}
			}
		}
		System.out.println("input is a listener: " + Descriptors.address(0).isPresent());
	}

}
