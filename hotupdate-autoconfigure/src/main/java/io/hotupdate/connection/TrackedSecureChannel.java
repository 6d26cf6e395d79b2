package io.hotupdate.connection;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * A {@link Tracked} connection with TLS.
 */
final class TrackedSecureChannel extends SecureNioChannel implements Tracked {

	private final AtomicReference<GatedProcessor> serving = new AtomicReference<>();

	TrackedSecureChannel(SocketBufferHandler buffer, NioEndpoint endpoint) {
		super(buffer, endpoint);
	}

	@Override
	public AtomicReference<GatedProcessor> serving() {
		return this.serving;
	}

	@Override
	public void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
		this.serving.set(null);
		super.reset(channel, wrapper);
	}

}
