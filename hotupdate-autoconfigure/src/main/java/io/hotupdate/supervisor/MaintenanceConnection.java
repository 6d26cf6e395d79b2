package io.hotupdate.supervisor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A client of an instance in maintenance: one request, one answer. What it sends beyond
 * that is read and thrown away, since a connection that is closed with unread bytes is
 * reset, and the answer lost.
 */
final class MaintenanceConnection {

	private final long opened = System.nanoTime();

	private final SocketChannel channel;

	private final SelectionKey key;

	private final ByteArrayOutputStream received = new ByteArrayOutputStream(512);

	private @Nullable MaintenanceAnswer answer;

	private @Nullable ByteBuffer unsent;

	MaintenanceConnection(SocketChannel channel, Selector selector) throws IOException {
		this.channel = channel;
		channel.configureBlocking(false);
		this.key = channel.register(selector, SelectionKey.OP_READ, this);
	}

	boolean isOlderThan(Duration age) {
		return System.nanoTime() - this.opened > age.toNanos();
	}

	/**
	 * Go on as far as that is possible without waiting.
	 * @param buffer for what is read
	 * @param answers what to say
	 * @return whether there is more to come
	 * @throws IOException if the client has gone
	 */
	boolean proceed(ByteBuffer buffer, MaintenanceAnswers answers) throws IOException {
		boolean open = receive(buffer);
		if (this.answer == null) {
			answer(answers);
		}
		if (this.answer == null) {
			return open;
		}
		return !send(this.answer) || open;
	}

	/** Whether the client may send more. */
	private boolean receive(ByteBuffer buffer) throws IOException {
		int count = this.channel.read(buffer.clear());
		if (count > 0 && this.answer == null) {
			this.received.write(buffer.array(), 0, count);
		}
		return count >= 0;
	}

	private void answer(MaintenanceAnswers answers) {
		try {
			MaintenanceRequest request = MaintenanceRequest.parse(this.received.toByteArray());
			if (request != null) {
				this.answer = answers.answer(request);
				this.unsent = ByteBuffer.wrap(this.answer.bytes(!request.method().equals("HEAD")));
			}
		}
		catch (ProtocolException ex) {
			this.answer = answers.malformed(ex);
			this.unsent = ByteBuffer.wrap(this.answer.bytes(true));
		}
	}

	/** Whether all of it is sent. */
	private boolean send(MaintenanceAnswer answer) throws IOException {
		ByteBuffer unsent = this.unsent;
		if (unsent == null) {
			return true;
		}
		this.channel.write(unsent);
		if (unsent.hasRemaining()) {
			this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
			return false;
		}
		this.unsent = null;
		this.key.interestOps(SelectionKey.OP_READ);
		this.channel.shutdownOutput();
		answer.then().run();
		return true;
	}

	void close() throws IOException {
		this.channel.close();
	}

}
