package io.hotupdate.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** A {@code msghdr} with one buffer and room for descriptors (SCM_RIGHTS). */
final class SocketMessage implements AutoCloseable {

	/** How many descriptors one message may carry. */
	static final int MAX_DESCRIPTORS = 16;

	private final Platform platform;

	private final Memory header = new Memory(56);

	private final Memory vector = new Memory(16);

	private final Memory data;

	private final Memory control;

	private SocketMessage(Platform platform, int dataSize, int descriptors) {
		this.platform = platform;
		this.data = new Memory(Math.max(1, dataSize));
		int length = platform.controlHeader + 4 * descriptors;
		int space = (length + platform.controlAlignment - 1) / platform.controlAlignment * platform.controlAlignment;
		this.control = new Memory(space);
		this.control.clear();
		this.vector.setPointer(0, this.data);
		this.vector.setLong(8, dataSize);
		this.header.clear();
		this.header.setPointer(16, this.vector);
		if (platform == Platform.MACOS) {
			this.header.setInt(24, 1);
		}
		else {
			this.header.setLong(24, 1);
		}
		if (descriptors > 0) {
			this.header.setPointer(32, this.control);
			setLength(this.header, 40, space);
		}
	}

	static SocketMessage toSend(Platform platform, byte[] bytes, int offset, int[] descriptors) {
		SocketMessage message = new SocketMessage(platform, bytes.length - offset, descriptors.length);
		message.data.write(0, bytes, offset, bytes.length - offset);
		if (descriptors.length > 0) {
			message.setLength(message.control, 0, platform.controlHeader + 4 * descriptors.length);
			message.control.setInt(platform.controlHeader - 8L, platform.solSocket);
			message.control.setInt(platform.controlHeader - 4L, Platform.SCM_RIGHTS);
			message.control.write(platform.controlHeader, descriptors, 0, descriptors.length);
		}
		return message;
	}

	static SocketMessage toReceive(Platform platform, int limit) {
		return new SocketMessage(platform, limit, MAX_DESCRIPTORS);
	}

	Pointer header() {
		return this.header;
	}

	/** What arrived; on a truncated message the descriptors are closed. */
	Received received(LibC libC, int bytes) throws IOException {
		List<Integer> descriptors = descriptors();
		int flags = this.header.getInt((this.platform == Platform.MACOS) ? 44 : 48);
		if ((flags & this.platform.msgControlTruncated) != 0) {
			descriptors.forEach(libC::close);
			throw new IOException("More descriptors were sent than the " + MAX_DESCRIPTORS + " that one message carries"
					+ ", or this process may not open more; perhaps you should raise its limit of open files");
		}
		return new Received(this.data.getByteArray(0, bytes), descriptors);
	}

	private List<Integer> descriptors() {
		List<Integer> result = new ArrayList<>();
		int headerSize = this.platform.controlHeader;
		long end = Math.min(length(this.header, 40), this.control.size());
		long offset = 0;
		while (offset + headerSize <= end) {
			long length = length(this.control, offset);
			if (length < headerSize) {
				break;
			}
			boolean rights = this.control.getInt(offset + headerSize - 8) == this.platform.solSocket
					&& this.control.getInt(offset + headerSize - 4) == Platform.SCM_RIGHTS;
			for (long at = offset + headerSize; rights && at + 4 <= Math.min(offset + length, end); at += 4) {
				result.add(this.control.getInt(at));
			}
			long alignment = this.platform.controlAlignment;
			offset += (length + alignment - 1) / alignment * alignment;
		}
		return result;
	}

	private void setLength(Memory memory, long offset, long value) {
		if (this.platform == Platform.MACOS) {
			memory.setInt(offset, (int) value);
		}
		else {
			memory.setLong(offset, value);
		}
	}

	private long length(Memory memory, long offset) {
		return (this.platform == Platform.MACOS) ? memory.getInt(offset) : memory.getLong(offset);
	}

	@Override
	public void close() {
		this.header.close();
		this.vector.close();
		this.data.close();
		this.control.close();
	}

	/**
	 * What one receive call brought.
	 *
	 * @param bytes the bytes, none at the end of the stream
	 * @param descriptors the descriptors, now open in this process
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Received(byte[] bytes, List<Integer> descriptors) {

	}

}
