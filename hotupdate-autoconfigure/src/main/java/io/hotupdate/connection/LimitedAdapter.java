package io.hotupdate.connection;

import io.hotupdate.connection.Activity.Phase;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;

/**
 * Stands between an HTTP/1.1 processor and the application: the place where a header is
 * known to be complete.
 */
final class LimitedAdapter extends DelegatingAdapter {

	private final Limits limits;

	private final GatedProcessor processor;

	LimitedAdapter(Adapter delegate, Limits limits, GatedProcessor processor) {
		super(delegate);
		this.limits = limits;
		this.processor = processor;
	}

	@Override
	public void service(Request request, Response response) throws Exception {
		Activity activity = this.processor.activity();
		if (activity != null) {
			activity.setBounds(this.limits.bounds(request));
			if (!activity.enter(Phase.EXCHANGE)) {
				this.processor.timeOut();
				return;
			}
		}
		super.service(request, response);
	}

}
