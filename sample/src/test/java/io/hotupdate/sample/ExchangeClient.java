package io.hotupdate.sample;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** Sends GET requests over HTTP/1.1, kept alive or on a new connection each. */
class ExchangeClient extends MixClient {

	private final String request;

	private final boolean keepAlive;

	private final Duration pause;

	private @Nullable RawConnection connection;

	ExchangeClient(Target target, Tally tally, String path, boolean keepAlive, Duration pause) {
		super(target, tally);
		this.request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + (keepAlive ? "" : "Connection: close\r\n")
				+ "\r\n";
		this.keepAlive = keepAlive;
		this.pause = pause;
	}

	@Override
	void run() throws IOException, InterruptedException {
		do {
			exchange();
		}
		while (pause(this.pause));
		disconnect();
	}

	private void exchange() throws IOException, InterruptedException {
		boolean reused = false;
		RawConnection connection = this.connection;
		try {
			if (connection != null && connection.closedByServer()) {
				this.tally.ended("FIN while idle");
				disconnect();
				connection = null;
			}
			reused = connection != null;
			connection = (connection != null) ? connection : this.target.connect();
			this.connection = connection;
			connection.send(this.request);
			RawConnection.Head head = connection.receiveHead();
			take(head);
			if (head.status() != 200) {
				this.tally.failed("status " + head.status());
			}
			else {
				this.tally.answered(head.release());
			}
			if (head.close() && this.keepAlive) {
				this.tally.ended("Connection: close");
			}
			if (head.close() || !this.keepAlive) {
				disconnect();
			}
		}
		catch (IOException ex) {
			boolean begun = connection != null && connection.begun();
			this.tally.failed(Outcome.of(ex, begun) + (reused ? " on a kept connection: " : ": ") + ex);
			disconnect();
		}
	}

	/** Read the body. */
	void take(RawConnection.Head head) throws IOException, InterruptedException {
		head.body().readAllBytes();
	}

	private void disconnect() throws IOException {
		if (this.connection != null) {
			this.connection.close();
			this.connection = null;
		}
	}

}
