package io.hotupdate.supervisor;

import io.hotupdate.process.SuccessorProcess;
import org.jspecify.annotations.Nullable;

/**
 * A generation as its supervisor knows it. Touched by the supervisor's thread alone.
 */
final class Child {

	private final SuccessorProcess process;

	private @Nullable FrameChannel line;

	private String name;

	private boolean ready;

	private boolean leads;

	private boolean first;

	private @Nullable Failure failure;

	Child(SuccessorProcess process) {
		this.process = process;
		this.name = "pid " + process.pid();
	}

	SuccessorProcess process() {
		return this.process;
	}

	long pid() {
		return this.process.pid();
	}

	/** It speaks. */
	void met(FrameChannel line, String generation, String version) {
		this.line = line;
		this.name = "generation " + generation + " (version " + version + ", pid " + pid() + ")";
	}

	boolean hasReported() {
		return this.line != null;
	}

	boolean speaksOn(FrameChannel line) {
		return this.line == line;
	}

	void say(Frame frame) {
		FrameChannel line = this.line;
		if (line != null) {
			line.say(frame);
		}
	}

	/** It was started because there was none: it takes what the supervisor holds. */
	void first() {
		this.first = true;
	}

	boolean isFirst() {
		return this.first;
	}

	boolean isReady() {
		return this.ready;
	}

	void becameReady() {
		this.ready = true;
	}

	boolean isLeading() {
		return this.leads;
	}

	void leads(boolean leads) {
		this.leads = leads;
	}

	@Nullable Failure failure() {
		return this.failure;
	}

	void failed(Failure failure) {
		this.failure = failure;
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * Why it did not start.
	 *
	 * @param permanent whether another try would fail in the same way
	 * @param text why
	 */
	record Failure(boolean permanent, String text) {

	}

}
