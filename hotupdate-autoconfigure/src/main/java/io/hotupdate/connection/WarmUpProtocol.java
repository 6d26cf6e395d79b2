package io.hotupdate.connection;

import java.nio.file.Path;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * HTTP/1.1 on a Unix domain socket.
 */
final class WarmUpProtocol extends Http11NioProtocol {

	WarmUpProtocol(Path socket) {
		this(new NioEndpoint(), socket);
	}

	private WarmUpProtocol(NioEndpoint endpoint, Path socket) {
		super(endpoint);
		endpoint.setUnixDomainSocketPath(socket.toString());
		setMinSpareThreads(1);
	}

	@Override
	protected Processor createProcessor() {
		return new WarmUpProcessor(this, getAdapter());
	}

}
