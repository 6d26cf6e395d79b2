package io.hotupdate.connection;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.ServletException;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of one web application at their ends, in the place of an access
 * log: asynchronous ones, errors and streams of HTTP/2 come here once each. Belongs into
 * the pipeline of the context: on the engine it would keep Tomcat from asking the access
 * log of the host for what it rejects itself.
 */
public final class TrafficValve extends ValveBase implements AccessLog {

	private static final int SWITCHING_PROTOCOLS = 101;

	/** What is larger takes as long as its client does. */
	private static final long LARGE = 64 * 1024;

	private final TrafficRecorder recorder;

	private final String management;

	/**
	 * Create a valve.
	 * @param recorder what counts
	 * @param management beginning of the paths that are not counted, with the context
	 * path; empty for none
	 */
	public TrafficValve(TrafficRecorder recorder, String management) {
		super(true);
		this.recorder = recorder;
		this.management = management;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		getNext().invoke(request, response);
	}

	@Override
	public void log(@Nullable Request request, @Nullable Response response, long time) {
		if (request == null || response == null || !counts(request, response)) {
			return;
		}
		boolean error = response.getStatus() >= 500;
		if (error && isBroken(response)) {
			return;
		}
		this.recorder.record(error, isLarge(request, response) ? TrafficRecorder.NOT_TIMED : time);
	}

	private boolean counts(Request request, Response response) {
		return !(request.getConnector().getProtocolHandler() instanceof WarmUpProtocol) && !isManagement(request)
				&& request.getAttribute(Drain.EXEMPT_ATTRIBUTE) == null && !isStream(response);
	}

	private boolean isManagement(Request request) {
		String uri = request.getRequestURI();
		return !this.management.isEmpty() && uri != null && uri.startsWith(this.management)
				&& (uri.length() == this.management.length() || uri.charAt(this.management.length()) == '/');
	}

	private static boolean isStream(Response response) {
		String type = response.getContentType();
		return response.getStatus() == SWITCHING_PROTOCOLS || (type != null && type.startsWith("text/event-stream"));
	}

	/** Tomcat notes 500 too when the client has gone: nobody was told that. */
	private static boolean isBroken(Response response) {
		AtomicBoolean allowed = new AtomicBoolean();
		response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
		return !allowed.get();
	}

	private static boolean isLarge(Request request, Response response) {
		return response.getBytesWritten(false) > LARGE || request.getCoyoteRequest().getBytesRead() > LARGE;
	}

	@Override
	public void setRequestAttributesEnabled(boolean requestAttributesEnabled) {
		// none is looked at
	}

	@Override
	public boolean getRequestAttributesEnabled() {
		return false;
	}

}
