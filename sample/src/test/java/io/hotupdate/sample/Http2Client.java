package io.hotupdate.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps streams going over HTTP/2: quick ones, and among them some that take 5 s. */
final class Http2Client extends MixClient {

	private static final Duration PAUSE = Duration.ofMillis(40);

	private static final int SLOW_EVERY = 25;

	Http2Client(Target target, Tally tally) {
		super(target, tally);
	}

	@Override
	void run() throws IOException, InterruptedException {
		List<Thread> readers = new ArrayList<>();
		long number = 0;
		while (goesOn()) {
			Http2Connection connection = new Http2Connection(this.target, this.tally);
			Thread reader = new Thread(connection::readAll, "mix-http2-reader");
			reader.setDaemon(true);
			reader.start();
			readers.add(reader);
			try {
				while (goesOn() && connection.get((number % SLOW_EVERY == 7) ? "/slow?ms=5000" : "/")) {
					number++;
					pause(PAUSE);
				}
				connection.finish();
			}
			catch (IOException ex) {
				this.tally.failed("not sent: " + ex);
			}
		}
		for (Thread reader : readers) {
			reader.join(Target.TIMEOUT.toMillis());
		}
	}

}
