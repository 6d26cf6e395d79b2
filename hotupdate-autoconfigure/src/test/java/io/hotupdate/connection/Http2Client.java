package io.hotupdate.connection;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLSocket;

/**
 * One HTTP/2 connection, in cleartext with prior knowledge, that shows every frame. It
 * allows the server to send as much as it wants, and acknowledges settings and pings.
 */
final class Http2Client implements AutoCloseable {

	static final int DATA = 0;

	static final int HEADERS = 1;

	static final int RST_STREAM = 3;

	static final int GOAWAY = 7;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int WINDOW_UPDATE = 8;

	private static final int ACK = 1;

	private static final int MAX_WINDOW = Integer.MAX_VALUE;

	private static final int DEFAULT_WINDOW = 65_535;

	private final Socket socket;

	private final OutputStream out;

	private final DataInputStream in;

	/** The last GOAWAY; of another type until one has come. */
	private Frame goAway = new Frame(0, 0, 0, new byte[0]);

	Http2Client(int port) throws IOException {
		this(new Socket(InetAddress.getLoopbackAddress(), port));
	}

	Http2Client(Socket socket) throws IOException {
		this.socket = socket;
		this.socket.setSoTimeout(60_000);
		this.out = this.socket.getOutputStream();
		this.in = new DataInputStream(this.socket.getInputStream());
	}

	Http2Client preface() throws IOException {
		this.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		frame(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) 4).putInt(MAX_WINDOW).array());
		frame(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(MAX_WINDOW - DEFAULT_WINDOW).array());
		return this;
	}

	/** A preface of a client that takes nothing until it says so. */
	Http2Client prefaceOfSlowReader() throws IOException {
		this.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		frame(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) 4).putInt(0).array());
		return this;
	}

	Http2Client take(int stream, int bytes) throws IOException {
		frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
		return this;
	}

	Http2Client data(int stream, String bytes) throws IOException {
		frame(DATA, 0, stream, bytes.getBytes(StandardCharsets.US_ASCII));
		return this;
	}

	/** A request whose body follows. */
	Http2Client post(int stream, String path) throws IOException {
		return request(stream, path, 0x83, 0x04);
	}

	Http2Client get(int stream, String path) throws IOException {
		return request(stream, path, 0x82, 0x05);
	}

	private Http2Client request(int stream, String path, int method, int flags) throws IOException {
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		// from the static table: method, scheme; then path and authority
		block.write(method);
		block.write((this.socket instanceof SSLSocket) ? 0x87 : 0x86);
		literal(block, 0x04, path);
		literal(block, 0x01, "localhost");
		frame(HEADERS, flags, stream, block.toByteArray());
		return this;
	}

	private static void literal(ByteArrayOutputStream block, int name, String value) {
		block.write(name);
		block.write(value.length());
		block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
	}

	private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
		frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
		this.out.write(frame.array());
		this.out.flush();
	}

	Frame next() throws IOException {
		int lengthAndType = this.in.readInt();
		int flags = this.in.readUnsignedByte();
		int stream = this.in.readInt();
		Frame frame = new Frame(lengthAndType & 0xff, flags, stream, this.in.readNBytes(lengthAndType >>> 8));
		if ((frame.type() == SETTINGS || frame.type() == PING) && (flags & ACK) == 0) {
			frame(frame.type(), ACK, 0, (frame.type() == PING) ? frame.payload() : new byte[0]);
		}
		if (frame.type() == GOAWAY) {
			this.goAway = frame;
		}
		return frame;
	}

	/** Reads until the answer on a stream is complete, and returns its body. */
	String answer(int stream) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		Frame frame;
		do {
			frame = next();
			if (frame.stream() == stream && frame.type() == DATA) {
				body.writeBytes(frame.payload());
			}
		}
		while (frame.stream() != stream || (frame.flags() & ACK) == 0);
		return body.toString(StandardCharsets.US_ASCII);
	}

	/** Reads until some answers are complete, in whatever order. */
	void answers(int count) throws IOException {
		for (int complete = 0; complete < count;) {
			Frame frame = next();
			if (frame.stream() > 0 && frame.type() <= HEADERS && (frame.flags() & ACK) != 0) {
				complete++;
			}
		}
	}

	/** Reads until GOAWAY, unless it has come, and returns its last stream. */
	/** The stream that the server resets next. */
	int reset() throws IOException {
		while (true) {
			Frame frame = next();
			if (frame.type() == RST_STREAM) {
				return frame.stream();
			}
		}
	}

	int goAway() throws IOException {
		while (this.goAway.type() != GOAWAY) {
			next();
		}
		return ByteBuffer.wrap(this.goAway.payload()).getInt();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	record Frame(int type, int flags, int stream, byte[] payload) {

	}

}
