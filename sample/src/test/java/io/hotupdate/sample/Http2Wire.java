package io.hotupdate.sample;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * HTTP/2 frames over a socket: by ALPN with TLS, with prior knowledge in cleartext. One
 * thread may read while others write.
 */
final class Http2Wire implements Closeable {

	static final int DATA = 0;

	static final int HEADERS = 1;

	static final int RST_STREAM = 3;

	static final int GOAWAY = 7;

	static final int REFUSED_STREAM = 7;

	/** The field that says status 200, from the static table. */
	static final int STATUS_200 = 0x88;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int WINDOW_UPDATE = 8;

	private static final int ACK = 1;

	private static final int END_STREAM_AND_HEADERS = 5;

	private static final int MAX_WINDOW = Integer.MAX_VALUE;

	private static final int DEFAULT_WINDOW = 65_535;

	private final Socket socket;

	private final OutputStream out;

	private final DataInputStream in;

	private final boolean secure;

	Http2Wire(Target target) throws IOException {
		this.secure = target.tls() != null;
		this.socket = target.socket("h2");
		this.out = this.socket.getOutputStream();
		this.in = new DataInputStream(this.socket.getInputStream());
		this.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		write(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) 4).putInt(MAX_WINDOW).array());
		write(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(MAX_WINDOW - DEFAULT_WINDOW).array());
	}

	/** Send a whole GET request. */
	void get(int stream, String path) throws IOException {
		// from the static table: method GET and the scheme; then path and authority
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		block.write(0x82);
		block.write(this.secure ? 0x87 : 0x86);
		literal(block, 0x04, path);
		literal(block, 0x01, "localhost");
		write(HEADERS, END_STREAM_AND_HEADERS, stream, block.toByteArray());
	}

	private static void literal(ByteArrayOutputStream block, int name, String value) {
		block.write(name);
		block.write(value.length());
		block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
	}

	/** Read the next frame, and answer it if it is about the connection itself. */
	Frame next() throws IOException {
		int lengthAndType = this.in.readInt();
		int flags = this.in.readUnsignedByte();
		int stream = this.in.readInt() & Integer.MAX_VALUE;
		byte[] payload = this.in.readNBytes(lengthAndType >>> 8);
		if (payload.length < lengthAndType >>> 8) {
			throw new EOFException("The server closed the connection in the middle of a frame");
		}
		int type = lengthAndType & 0xff;
		if (type == DATA && payload.length > 0) {
			write(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(payload.length).array());
		}
		if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
			write(type, ACK, 0, (type == PING) ? payload : new byte[0]);
		}
		return new Frame(type, flags, stream, ByteBuffer.wrap(payload));
	}

	private synchronized void write(int type, int flags, int stream, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
		frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
		this.out.write(frame.array());
		this.out.flush();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A frame.
	 *
	 * @param type its type
	 * @param flags its flags
	 * @param stream the stream, 0 for the connection
	 * @param payload what it carries
	 */
	record Frame(int type, int flags, int stream, ByteBuffer payload) {

		boolean endsStream() {
			return (this.type == DATA || this.type == HEADERS) && (this.flags & 1) != 0;
		}

		/** The first field of a header block, behind changes of the size of the table. */
		int firstField() {
			int at = 0;
			while ((this.payload.get(at) & 0xe0) == 0x20) {
				boolean more = (this.payload.get(at++) & 0x1f) == 0x1f;
				while (more) {
					more = (this.payload.get(at++) & 0x80) != 0;
				}
			}
			return this.payload.get(at) & 0xff;
		}

	}

}
