package io.hotupdate.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;

import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * The body of a request on a stream. A read that times out is answered with 408, and
 * Tomcat resets the stream.
 */
final class StreamInput implements InputBuffer {

	private final InputBuffer delegate;

	private final StreamMeter meter;

	StreamInput(InputBuffer delegate, StreamMeter meter) {
		this.delegate = delegate;
		this.meter = meter;
	}

	@Override
	public int doRead(ApplicationBufferHandler handler) throws IOException {
		long since = System.nanoTime();
		int count = this.delegate.doRead(handler);
		LimitKind broken = (count >= 0) ? this.meter.read(since, count) : null;
		if (broken != null) {
			throw new SocketTimeoutException("The client was too slow: " + broken);
		}
		return count;
	}

	@Override
	public int available() {
		return this.delegate.available();
	}

}
