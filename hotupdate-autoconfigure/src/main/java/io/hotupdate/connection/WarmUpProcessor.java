package io.hotupdate.connection;

import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11Processor;

/**
 * Answers what an application asks about the addresses of a request: a Unix domain socket
 * has none, and Tomcat would throw.
 */
final class WarmUpProcessor extends Http11Processor {

	private static final String LOOPBACK = "127.0.0.1";

	private static final int HTTP_PORT = 80;

	WarmUpProcessor(WarmUpProtocol protocol, Adapter adapter) {
		super(protocol, new Marking(adapter));
	}

	/**
	 * {@inheritDoc} Called whenever one of them is missing.
	 */
	@Override
	protected boolean getPopulateRequestAttributesFromSocket() {
		this.request.remoteAddr().setString(LOOPBACK);
		this.request.peerAddr().setString(LOOPBACK);
		this.request.remoteHost().setString(LOOPBACK);
		this.request.localAddr().setString(LOOPBACK);
		this.request.localName().setString("localhost");
		this.request.setRemotePort(0);
		this.request.setLocalPort(HTTP_PORT);
		return false;
	}

	/** Lets the application know. */
	private static final class Marking extends DelegatingAdapter {

		Marking(Adapter delegate) {
			super(delegate);
		}

		@Override
		public void service(Request request, Response response) throws Exception {
			request.setAttribute(WarmUpConnector.ATTRIBUTE, true);
			super.service(request, response);
		}

	}

}
