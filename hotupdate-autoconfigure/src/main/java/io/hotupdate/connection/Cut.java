package io.hotupdate.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Closing a connection under a request. The socket is closed, and Tomcat is told that it
 * has failed: closing Tomcat's wrapper from outside would recycle a processor that the
 * application may still be writing through.
 */
final class Cut {

	private Cut() {
	}

	static void connection(GatedEndpoint endpoint, SocketWrapperBase<NioChannel> connection) {
		try {
			@Nullable SocketChannel channel = connection.getSocket().getIOChannel();
			if (channel != null) {
				channel.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			endpoint.processSocket(connection, SocketEvent.ERROR, true);
		}
	}

}
