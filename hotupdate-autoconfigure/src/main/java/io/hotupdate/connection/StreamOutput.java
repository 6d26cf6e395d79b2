package io.hotupdate.connection;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.apache.coyote.OutputBuffer;
import org.apache.coyote.Response;

/**
 * The body of a response on a stream. A client that is too slow has its stream reset.
 */
final class StreamOutput implements OutputBuffer {

	private static final String EVENT_STREAM = "text/event-stream";

	private final OutputBuffer delegate;

	private final Response response;

	private final StreamMeter meter;

	StreamOutput(OutputBuffer delegate, Response response, StreamMeter meter) {
		this.delegate = delegate;
		this.response = response;
		this.meter = meter;
	}

	@Override
	public int doWrite(ByteBuffer chunk) throws IOException {
		long since = System.nanoTime();
		int count = this.delegate.doWrite(chunk);
		LimitKind broken = isEventStream() ? null : this.meter.written(since, count);
		if (broken != null) {
			throw StreamReset.reset(this.response, broken);
		}
		return count;
	}

	private boolean isEventStream() {
		String contentType = this.response.getContentType();
		return contentType != null && contentType.startsWith(EVENT_STREAM);
	}

	@Override
	public long getBytesWritten() {
		return this.delegate.getBytesWritten();
	}

}
