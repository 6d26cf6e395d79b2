package io.hotupdate.supervisor;

import java.util.Set;

import io.hotupdate.process.SuccessorProcess;
import org.jspecify.annotations.Nullable;

/**
 * A generation as its supervisor knows it. Touched by the supervisor's thread alone.
 */
final class Child {

	private final SuccessorProcess process;

	private @Nullable FrameChannel line;

	private String name;

	private boolean silent = true;

	private final boolean adopted;

	private @Nullable Integer exitCode;

	private boolean ready;

	private boolean leads;

	private Set<String> signals = Set.of();

	private boolean first;

	private @Nullable Failure failure;

	/**
	 * Create it.
	 * @param process its process
	 * @param adopted whether another supervisor has started it
	 */
	Child(SuccessorProcess process, boolean adopted) {
		this.process = process;
		this.adopted = adopted;
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
		this.silent = false;
		// one that became another program in the same process has taken none yet
		this.signals = Set.of();
		this.name = "generation " + generation + " (version " + version + ", pid " + pid() + ")";
	}

	boolean hasReported() {
		return this.line != null;
	}

	boolean speaksOn(FrameChannel line) {
		return this.line == line;
	}

	/** Whether it could be said. */
	boolean say(Frame frame) {
		FrameChannel line = this.line;
		return line != null && line.say(frame);
	}

	/** It has said all that it will say on this line. */
	void fellSilent() {
		this.silent = true;
	}

	boolean isSilent() {
		return this.silent;
	}

	boolean isAdopted() {
		return this.adopted;
	}

	/** Its process has ended. */
	void exited(int code) {
		this.exitCode = code;
	}

	@Nullable Integer exitCode() {
		return this.exitCode;
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

	/** Whether it does something about a signal. */
	boolean takes(String signal) {
		return this.signals.contains(signal);
	}

	void signals(Set<String> signals) {
		this.signals = Set.copyOf(signals);
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
