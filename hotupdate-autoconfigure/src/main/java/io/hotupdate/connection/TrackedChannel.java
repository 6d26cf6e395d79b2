package io.hotupdate.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * A plain {@link Tracked} connection.
 */
final class TrackedChannel extends NioChannel implements Tracked {

	private final AtomicReference<GatedProcessor> serving = new AtomicReference<>();

	private final boolean limited;

	private volatile @Nullable Activity activity;

	TrackedChannel(SocketBufferHandler buffer, boolean limited) {
		super(buffer);
		this.limited = limited;
	}

	@Override
	public AtomicReference<GatedProcessor> serving() {
		return this.serving;
	}

	@Override
	public @Nullable Activity activity() {
		return this.activity;
	}

	@Override
	public void reset(@Nullable SocketChannel channel, @Nullable NioSocketWrapper wrapper) throws IOException {
		this.serving.set(null);
		this.activity = (this.limited && channel != null && wrapper != null) ? new Activity(channel, wrapper) : null;
		super.reset(channel, wrapper);
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		Activity activity = this.activity;
		if (activity == null) {
			return super.read(target);
		}
		activity.beforeRead();
		return (int) activity.afterRead(super.read(target));
	}

	@Override
	public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
		Activity activity = this.activity;
		if (activity == null) {
			return super.read(targets, offset, length);
		}
		activity.beforeRead();
		return activity.afterRead(super.read(targets, offset, length));
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		Activity activity = this.activity;
		if (activity == null) {
			return super.write(source);
		}
		activity.beforeWrite();
		return (int) activity.afterWrite(super.write(source));
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
		Activity activity = this.activity;
		if (activity == null) {
			return super.write(sources, offset, length);
		}
		activity.beforeWrite();
		return activity.afterWrite(super.write(sources, offset, length));
	}

	@Override
	public void close() throws IOException {
		super.close();
		Activity activity = this.activity;
		if (activity != null) {
			activity.closed();
		}
	}

}
