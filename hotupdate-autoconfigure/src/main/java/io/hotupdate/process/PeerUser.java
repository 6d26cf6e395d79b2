package io.hotupdate.process;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

import jdk.net.ExtendedSocketOptions;

/**
 * The user at the other end of a Unix socket, as the kernel says. Needs no native access.
 */
public final class PeerUser {

	private PeerUser() {
	}

	/**
	 * Whether it is the one that this process runs as.
	 * @param channel the connection
	 * @param ownFile a file that this process has made
	 * @return {@code true} if it is
	 * @throws IOException if the kernel does not say
	 */
	public static boolean isOwn(SocketChannel channel, Path ownFile) throws IOException {
		UserPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
		return peer.getName().equals(Files.getOwner(ownFile).getName());
	}

}
