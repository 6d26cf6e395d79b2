package io.hotupdate.sample;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** One client of an attack. The thread of the attack alone calls what does something. */
final class AttackClient {

	private static final long DRIP_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long READ_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	/** The smallest that Linux takes. */
	private static final int SMALL_BUFFER = 2304;

	private static final int STATUS_AT = "HTTP/1.1 ".length();

	private final AttackKind kind;

	private @Nullable SocketChannel channel;

	private long next;

	private int drips;

	private boolean unanswered;

	private int counted;

	private volatile boolean begun;

	private volatile boolean ended;

	private volatile long since;

	private volatile long until;

	private volatile int answers;

	private volatile int status;

	AttackClient(AttackKind kind) {
		this.kind = kind;
	}

	void connect(Selector selector, InetSocketAddress server) throws IOException {
		SocketChannel opened = SocketChannel.open();
		this.channel = opened;
		if (this.kind.readsSlowly()) {
			opened.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
		}
		opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
		opened.configureBlocking(false);
		SelectionKey key = opened.register(selector, SelectionKey.OP_CONNECT, this);
		if (opened.connect(server)) {
			connected(key);
		}
	}

	/** The selector says that there is something to do. */
	void ready(SelectionKey key, ByteBuffer buffer) {
		try {
			if (!key.isConnectable()) {
				read(buffer);
			}
			else if (((SocketChannel) key.channel()).finishConnect()) {
				connected(key);
			}
		}
		catch (IOException ex) {
			end();
		}
	}

	private void connected(SelectionKey key) throws IOException {
		key.interestOps(this.kind.readsSlowly() ? 0 : SelectionKey.OP_READ);
		long now = System.nanoTime();
		this.next = now + (this.kind.readsSlowly() ? READ_NANOS : DRIP_NANOS);
		this.since = now;
		if (!this.kind.request().isEmpty()) {
			ask();
		}
		this.begun = !this.kind.boundFromAnswer();
	}

	/** Send the request, for the first time or once more. */
	void ask() throws IOException {
		this.unanswered = true;
		write(this.kind.request().getBytes(StandardCharsets.US_ASCII));
	}

	/** Do what is due. */
	void tick(long now, ByteBuffer buffer) {
		if (!isOpen() || now < this.next) {
			return;
		}
		try {
			if (this.kind.readsSlowly()) {
				this.next += READ_NANOS;
				read(buffer);
			}
			else if (this.kind.drips()) {
				this.next += DRIP_NANOS;
				write(new byte[] { this.kind.drip(this.drips++) });
			}
		}
		catch (IOException ex) {
			end();
		}
	}

	private void write(byte[] bytes) throws IOException {
		SocketChannel open = this.channel;
		if (open != null && open.write(ByteBuffer.wrap(bytes)) < bytes.length) {
			throw new IllegalStateException("The kernel does not take " + bytes.length + " bytes at once");
		}
	}

	private void read(ByteBuffer buffer) throws IOException {
		SocketChannel open = this.channel;
		int count = (open != null) ? open.read(buffer.clear()) : 0;
		if (count < 0) {
			end();
		}
		else if (count > 0) {
			read(buffer, count);
		}
	}

	private void read(ByteBuffer buffer, int count) {
		if (this.kind.boundFromAnswer()) {
			this.since = System.nanoTime();
			this.begun = true;
		}
		if ((this.unanswered || this.status == 0) && count >= STATUS_AT + 3) {
			this.unanswered = false;
			byte[] digits = new byte[3];
			buffer.get(STATUS_AT, digits);
			this.status = Integer.parseInt(new String(digits, StandardCharsets.US_ASCII));
			this.answers = ++this.counted;
		}
	}

	/** The server has ended the connection, or was not there. */
	private void end() {
		this.until = System.nanoTime();
		this.ended = true;
		close();
	}

	void close() {
		try {
			if (this.channel != null) {
				this.channel.close();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("A socket of this client cannot be closed", ex);
		}
	}

	/** Whether it holds the connection in the way of its kind, or did. */
	boolean begun() {
		return this.begun;
	}

	boolean ended() {
		return this.ended;
	}

	boolean isOpen() {
		return this.begun && !this.ended;
	}

	/** For how many nanoseconds it held a connection that has ended. */
	long held() {
		return this.until - this.since;
	}

	/** The status of the last answer, 0 if there was none. */
	int status() {
		return this.status;
	}

	int answers() {
		return this.answers;
	}

}
