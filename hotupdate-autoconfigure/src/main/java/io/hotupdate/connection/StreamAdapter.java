package io.hotupdate.connection;

import org.apache.coyote.Adapter;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.coyote.Response;

/**
 * Stands between the streams of HTTP/2 and the application, and measures how long each is
 * held up by its client.
 */
final class StreamAdapter extends DelegatingAdapter {

	private final Limits limits;

	StreamAdapter(Adapter delegate, Limits limits) {
		super(delegate);
		this.limits = limits;
	}

	@Override
	public void service(Request request, Response response) throws Exception {
		StreamMeter meter = new StreamMeter(this.limits.bounds(request), this.limits.settings().rateGrace(),
				this.limits.counters());
		InputBuffer input = request.getInputBuffer();
		if (input != null) {
			request.setInputBuffer(new StreamInput(input, response, meter));
		}
		response.setOutputBuffer(new StreamOutput(StreamReset.outputBuffer(response), response, meter));
		super.service(request, response);
	}

}
