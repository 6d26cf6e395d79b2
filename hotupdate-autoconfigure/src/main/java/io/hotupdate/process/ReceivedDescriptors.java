package io.hotupdate.process;

import java.util.ArrayList;
import java.util.List;

/** Descriptors that came from another process. Closing it closes those not taken. */
public final class ReceivedDescriptors implements AutoCloseable {

	private static final int TAKEN = -1;

	private final LibC libC;

	private final String text;

	private final List<Integer> descriptors;

	ReceivedDescriptors(LibC libC, String text, List<Integer> descriptors) {
		this.libC = libC;
		this.text = text;
		this.descriptors = new ArrayList<>(descriptors);
	}

	/**
	 * What the sender said about them.
	 * @return the text
	 */
	public String text() {
		return this.text;
	}

	/**
	 * How many there are.
	 * @return the number, with those already taken
	 */
	public int size() {
		return this.descriptors.size();
	}

	/**
	 * Take a descriptor: from now on it is the caller's to close.
	 * @param index its place in the order in which they were sent
	 * @return the descriptor
	 */
	public int take(int index) {
		int fd = this.descriptors.set(index, TAKEN);
		if (fd == TAKEN) {
			throw new IllegalStateException("The descriptor at " + index + " is taken already");
		}
		return fd;
	}

	@Override
	public void close() {
		for (int index = 0; index < this.descriptors.size(); index++) {
			if (this.descriptors.get(index) != TAKEN) {
				this.libC.close(take(index));
			}
		}
	}

}
