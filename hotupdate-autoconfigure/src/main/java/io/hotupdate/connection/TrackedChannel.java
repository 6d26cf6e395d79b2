package io.hotupdate.connection;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * A plain {@link Tracked} connection.
 */
final class TrackedChannel extends NioChannel implements Tracked {

	private final AtomicReference<GatedProcessor> serving = new AtomicReference<>();

	TrackedChannel(SocketBufferHandler buffer) {
		super(buffer);
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
