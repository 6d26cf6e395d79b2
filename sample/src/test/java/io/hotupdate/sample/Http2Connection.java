package io.hotupdate.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import io.hotupdate.sample.Http2Wire.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one HTTP/2 connection and what becomes of each. It repeats nothing, and
 * opens no stream once it has read GOAWAY.
 */
final class Http2Connection {

	private final Tally tally;

	private final Http2Wire wire;

	private final Map<Integer, Stream> open = new TreeMap<>();

	private int next = 1;

	private boolean goingAway;

	private boolean finished;

	Http2Connection(Target target, Tally tally) throws IOException {
		this.tally = tally;
		this.wire = new Http2Wire(target);
	}

	/** Open a stream; {@code false} if the server has said that it goes away. */
	synchronized boolean get(String path) throws IOException {
		if (this.goingAway || this.finished) {
			return false;
		}
		int id = this.next;
		this.next += 2;
		this.open.put(id, new Stream(path));
		this.wire.get(id, path);
		return true;
	}

	/** Open nothing more, and close the connection behind the last answer. */
	synchronized void finish() throws IOException {
		this.finished = true;
		if (this.open.isEmpty()) {
			this.wire.close();
		}
	}

	/** Read until the connection has ended. To be run on a thread of its own. */
	void readAll() {
		try (this.wire) {
			while (!isOver()) {
				take(this.wire.next());
			}
		}
		catch (IOException ex) {
			ended(ex);
		}
	}

	private synchronized boolean isOver() {
		return this.open.isEmpty() && (this.goingAway || this.finished);
	}

	private synchronized void take(Frame frame) {
		switch (frame.type()) {
			case Http2Wire.GOAWAY -> goAway(frame.payload());
			case Http2Wire.RST_STREAM -> reset(frame.stream(), frame.payload().getInt());
			case Http2Wire.HEADERS, Http2Wire.DATA -> answer(frame);
			default -> {
			}
		}
	}

	private void goAway(ByteBuffer payload) {
		int last = payload.getInt() & Integer.MAX_VALUE;
		int error = payload.getInt();
		if (error != 0) {
			this.tally.failed("GOAWAY with error " + error);
		}
		if (!this.goingAway) {
			this.tally.ended("GOAWAY");
		}
		this.goingAway = true;
		this.open.keySet().removeIf((id) -> {
			if (id > last) {
				this.tally.unavoidable("above the last stream id");
			}
			return id > last;
		});
	}

	private void reset(int id, int error) {
		@Nullable Stream stream = this.open.remove(id);
		if (stream == null) {
			return;
		}
		if (error == Http2Wire.REFUSED_STREAM && this.goingAway) {
			this.tally.unavoidable("refused after GOAWAY");
		}
		else {
			this.tally.failed("stream reset with error " + error + ": " + stream.path);
		}
	}

	private void answer(Frame frame) {
		@Nullable Stream stream = this.open.get(frame.stream());
		if (stream == null) {
			return;
		}
		if (frame.type() == Http2Wire.DATA) {
			stream.body.writeBytes(frame.payload().array());
		}
		else if (stream.first == 0) {
			stream.first = frame.firstField();
		}
		if (frame.endsStream()) {
			this.open.remove(frame.stream());
			stream.tell(this.tally);
		}
	}

	private synchronized void ended(IOException ex) {
		if (isOver()) {
			return;
		}
		if (this.open.isEmpty()) {
			this.tally.failed("connection ended without GOAWAY: " + ex);
		}
		this.open.forEach((id, stream) -> this.tally.failed("stream " + id + " unanswered "
				+ (this.goingAway ? "after" : "without") + " GOAWAY: " + stream.path + ": " + ex));
		this.open.clear();
		this.goingAway = true;
	}

	private static final class Stream {

		private final String path;

		private final ByteArrayOutputStream body = new ByteArrayOutputStream();

		private int first;

		Stream(String path) {
			this.path = path;
		}

		void tell(Tally tally) {
			String text = this.body.toString(StandardCharsets.US_ASCII);
			if (this.first == Http2Wire.STATUS_200 && text.endsWith("}")) {
				tally.answered(text.replaceAll(".*\"version\":\"([^\"]*)\".*", "$1"));
			}
			else {
				tally.failed(this.path + " answered with " + Integer.toHexString(this.first) + " " + text);
			}
		}

	}

}
