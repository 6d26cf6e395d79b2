package io.hotupdate.sample;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection that hides nothing and repeats nothing: by ALPN with TLS, with
 * prior knowledge in cleartext. It opens no stream once it has read GOAWAY.
 */
final class Http2Connection {

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int RST_STREAM = 3;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int GOAWAY = 7;

	private static final int WINDOW_UPDATE = 8;

	/** Also END_STREAM. */
	private static final int ACK = 1;

	/** END_STREAM and END_HEADERS. */
	private static final int WHOLE = 5;

	private static final int REFUSED_STREAM = 7;

	private static final int STATUS_200 = 0x88;

	private static final int MAX_WINDOW = Integer.MAX_VALUE;

	private static final int DEFAULT_WINDOW = 65_535;

	private final Tally tally;

	private final Socket socket;

	private final OutputStream out;

	private final DataInputStream in;

	private final boolean secure;

	private final Map<Integer, Stream> open = new TreeMap<>();

	private int next = 1;

	private int last = Integer.MAX_VALUE;

	private boolean goingAway;

	private boolean finished;

	Http2Connection(Target target, Tally tally) throws IOException {
		this.tally = tally;
		this.secure = target.tls() != null;
		this.socket = target.socket("h2");
		this.out = this.socket.getOutputStream();
		this.in = new DataInputStream(this.socket.getInputStream());
		this.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		write(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) 4).putInt(MAX_WINDOW).array());
		write(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(MAX_WINDOW - DEFAULT_WINDOW).array());
	}

	/** Open a stream; {@code false} if the server has said that it goes away. */
	synchronized boolean get(String path) throws IOException {
		if (this.goingAway || this.finished) {
			return false;
		}
		int id = this.next;
		this.next += 2;
		this.open.put(id, new Stream(path));
		// from the static table: method GET and the scheme; then path and authority
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		block.write(0x82);
		block.write(this.secure ? 0x87 : 0x86);
		literal(block, 0x04, path);
		literal(block, 0x01, "localhost");
		write(HEADERS, WHOLE, id, block.toByteArray());
		return true;
	}

	/** Open nothing more, and close the connection behind the last answer. */
	synchronized void finish() throws IOException {
		this.finished = true;
		if (this.open.isEmpty()) {
			this.socket.close();
		}
	}

	/** Read until the connection has ended. To be run on a thread of its own. */
	void readAll() {
		try (this.socket) {
			while (!isOver()) {
				read();
			}
		}
		catch (IOException ex) {
			ended(ex);
		}
	}

	private synchronized boolean isOver() {
		return this.open.isEmpty() && (this.goingAway || this.finished);
	}

	private void read() throws IOException {
		int lengthAndType = this.in.readInt();
		int flags = this.in.readUnsignedByte();
		int id = this.in.readInt() & Integer.MAX_VALUE;
		byte[] payload = this.in.readNBytes(lengthAndType >>> 8);
		if (payload.length < lengthAndType >>> 8) {
			throw new EOFException("The server closed the connection in the middle of a frame");
		}
		int type = lengthAndType & 0xff;
		if (type == DATA && payload.length > 0) {
			grant(payload.length);
		}
		take(type, flags, id, payload);
	}

	private synchronized void grant(int bytes) throws IOException {
		write(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(bytes).array());
	}

	private synchronized void take(int type, int flags, int id, byte[] payload) throws IOException {
		switch (type) {
			case SETTINGS, PING -> {
				if ((flags & ACK) == 0) {
					write(type, ACK, 0, (type == PING) ? payload : new byte[0]);
				}
			}
			case GOAWAY -> goAway(ByteBuffer.wrap(payload));
			case RST_STREAM -> reset(id, ByteBuffer.wrap(payload).getInt());
			case HEADERS, DATA -> answer(type, (flags & ACK) != 0, id, payload);
			default -> {
			}
		}
	}

	private void goAway(ByteBuffer payload) {
		this.last = payload.getInt() & Integer.MAX_VALUE;
		int error = payload.getInt();
		if (error != 0) {
			this.tally.failed("GOAWAY with error " + error);
		}
		if (!this.goingAway) {
			this.tally.ended("GOAWAY");
		}
		this.goingAway = true;
		this.open.keySet().removeIf((id) -> {
			if (id > this.last) {
				this.tally.unavoidable("above the last stream id");
			}
			return id > this.last;
		});
	}

	private void reset(int id, int error) {
		@Nullable Stream stream = this.open.remove(id);
		if (stream == null) {
			return;
		}
		if (error == REFUSED_STREAM && this.goingAway) {
			this.tally.unavoidable("refused after GOAWAY");
		}
		else {
			this.tally.failed("stream reset with error " + error + ": " + stream.path);
		}
	}

	private void answer(int type, boolean ends, int id, byte[] payload) {
		@Nullable Stream stream = this.open.get(id);
		if (stream == null) {
			return;
		}
		if (type == HEADERS && stream.first == 0) {
			stream.first = firstField(payload);
		}
		else if (type == DATA) {
			stream.body.writeBytes(payload);
		}
		if (ends) {
			this.open.remove(id);
			stream.tell(this.tally);
		}
	}

	/** The first field of a header block, behind changes of the size of the table. */
	private static int firstField(byte[] block) {
		int at = 0;
		while ((block[at] & 0xe0) == 0x20) {
			boolean more = (block[at++] & 0x1f) == 0x1f;
			while (more) {
				more = (block[at++] & 0x80) != 0;
			}
		}
		return block[at] & 0xff;
	}

	private synchronized void ended(IOException ex) {
		if (this.open.isEmpty() && (this.finished || this.goingAway)) {
			return;
		}
		if (this.open.isEmpty()) {
			this.tally.ended("no GOAWAY");
			this.tally.failed("connection ended without GOAWAY: " + ex);
		}
		this.open.forEach((id, stream) -> this.tally.failed("stream " + id + " of last " + this.last
				+ (this.goingAway ? " after GOAWAY" : " without GOAWAY") + " unanswered: " + stream.path + ": " + ex));
		this.open.clear();
		this.goingAway = true;
	}

	private static void literal(ByteArrayOutputStream block, int name, String value) {
		block.write(name);
		block.write(value.length());
		block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
	}

	private void write(int type, int flags, int stream, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
		frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
		this.out.write(frame.array());
		this.out.flush();
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
			if (this.first == STATUS_200 && text.endsWith("}")) {
				tally.answered(text.replaceAll(".*\"version\":\"([^\"]*)\".*", "$1"));
			}
			else {
				tally.failed(this.path + " answered with " + Integer.toHexString(this.first) + " " + text);
			}
		}

	}

}
