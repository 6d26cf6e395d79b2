package io.hotupdate.metrics;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A connection between two generations over which one exposition goes. A partner that
 * hangs does not hold the other one up: after a while the connection is closed.
 */
final class SlotChannel implements Closeable {

	/** Of an exposition; Prometheus itself would refuse one that is larger. */
	private static final int LARGEST = 256 * 1024 * 1024;

	private final SocketChannel channel;

	private final CompletableFuture<Void> end;

	private final DataInputStream in;

	private final DataOutputStream out;

	SlotChannel(SocketChannel channel, Duration timeout) {
		this.channel = channel;
		this.end = new CompletableFuture<Void>().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
		this.end.whenComplete((done, late) -> closeChannel());
		this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
		this.out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
	}

	static SlotChannel open(Path socket, Duration timeout) throws IOException {
		return new SlotChannel(SocketChannel.open(UnixDomainSocketAddress.of(socket)), timeout);
	}

	private void closeChannel() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void say(String word) throws IOException {
		this.out.writeUTF(word);
		this.out.flush();
	}

	String hear() throws IOException {
		return this.in.readUTF();
	}

	void send(byte[] exposition) throws IOException {
		this.out.writeInt(exposition.length);
		this.out.write(exposition);
		this.out.flush();
	}

	byte[] receive() throws IOException {
		int length = this.in.readInt();
		if (length < 0 || length > LARGEST) {
			throw new IOException("The other generation announces an exposition of " + length + " bytes");
		}
		return this.in.readNBytes(length);
	}

	@Override
	public void close() {
		this.end.complete(null);
	}

}
