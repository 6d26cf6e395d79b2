package io.hotupdate.sample;

import java.io.IOException;
import java.time.Duration;

/**
 * Sends several requests before it reads the first answer: all in one write, or the
 * second half while the server is busy with the first one.
 */
final class PipeliningClient extends MixClient {

	private static final int DEPTH = 4;

	private static final Duration PAUSE = Duration.ofMillis(60);

	private static final String QUICK = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

	private static final String BUSY = "GET /slow?ms=40 HTTP/1.1\r\nHost: localhost\r\n\r\n";

	PipeliningClient(Target target, Tally tally) {
		super(target, tally);
	}

	@Override
	void run() throws IOException, InterruptedException {
		while (goesOn()) {
			try (RawConnection connection = this.target.connect()) {
				for (long round = 0; goesOn() && batch(connection, round); round++) {
					pause(PAUSE);
				}
			}
		}
	}

	/** Whether the connection can be used again. */
	private boolean batch(RawConnection connection, long round) throws IOException, InterruptedException {
		int answers = 0;
		boolean closes = false;
		try {
			if (round % 2 == 0) {
				connection.send(QUICK.repeat(DEPTH));
			}
			else {
				connection.send(BUSY + QUICK.repeat(DEPTH / 2 - 1));
				pause(Duration.ofMillis(20));
				connection.send(QUICK.repeat(DEPTH / 2));
			}
			while (answers < DEPTH && !closes) {
				RawConnection.Response answer = connection.receive();
				answers++;
				closes = answer.close();
				if (answer.status() == 200) {
					this.tally.answered(answer.release());
				}
				else {
					this.tally.failed("status " + answer.status());
				}
			}
		}
		catch (IOException ex) {
			this.tally.failed((DEPTH - answers) + " of " + DEPTH + " unanswered: " + ex);
			return false;
		}
		if (closes) {
			this.tally.ended("Connection: close");
		}
		for (int i = answers; i < DEPTH; i++) {
			this.tally.unavoidable("behind an answer that said close");
		}
		return !closes;
	}

}
