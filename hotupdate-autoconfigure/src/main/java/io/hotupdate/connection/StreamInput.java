package io.hotupdate.connection;

import java.io.IOException;

import org.apache.coyote.InputBuffer;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * The body of a request on a stream. A client that is too slow has its stream reset, as
 * Tomcat does with one that sends nothing.
 */
final class StreamInput implements InputBuffer {

	private final InputBuffer delegate;

	private final Response response;

	private final StreamMeter meter;

	StreamInput(InputBuffer delegate, Response response, StreamMeter meter) {
		this.delegate = delegate;
		this.response = response;
		this.meter = meter;
	}

	@Override
	public int doRead(ApplicationBufferHandler handler) throws IOException {
		long since = System.nanoTime();
		int count = this.delegate.doRead(handler);
		LimitKind broken = (count >= 0) ? this.meter.read(since, count) : null;
		if (broken != null) {
			throw StreamReset.reset(this.response, broken);
		}
		return count;
	}

	@Override
	public int available() {
		return this.delegate.available();
	}

}
