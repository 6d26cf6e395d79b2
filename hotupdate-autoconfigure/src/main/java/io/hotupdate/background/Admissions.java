package io.hotupdate.background;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * What runs because this generation is the owner. None is let in once it is closed; those
 * inside are waited for.
 */
final class Admissions {

	private final Set<Admission> inside = new LinkedHashSet<>();

	private final ThreadLocal<@Nullable Admission> current = new ThreadLocal<>();

	private volatile boolean open;

	Admissions(boolean open) {
		this.open = open;
	}

	/** Whether this generation is the owner, seen from this thread. */
	boolean isOwner() {
		return this.open || isInside();
	}

	boolean isOpen() {
		return this.open;
	}

	private boolean isInside() {
		Admission admission = this.current.get();
		return admission != null && !admission.revoked;
	}

	synchronized void open() {
		this.open = true;
	}

	synchronized void close() {
		this.open = false;
	}

	boolean run(String name, Runnable work) {
		if (isInside()) {
			work.run();
			return true;
		}
		Admission admission = new Admission(name);
		if (!enter(admission)) {
			return false;
		}
		this.current.set(admission);
		try {
			work.run();
			return true;
		}
		finally {
			this.current.remove();
			leave(admission);
		}
	}

	private synchronized boolean enter(Admission admission) {
		return this.open && this.inside.add(admission);
	}

	private synchronized void leave(Admission admission) {
		this.inside.remove(admission);
		notifyAll();
	}

	/**
	 * Wait until nothing runs any more.
	 * @return the names of what still runs at the deadline, and no longer as the owner
	 */
	synchronized List<String> await(Deadline deadline) throws InterruptedException {
		while (!this.inside.isEmpty() && !deadline.hasPassed()) {
			TimeUnit.NANOSECONDS.timedWait(this, deadline.leftNanos());
		}
		this.inside.forEach((admission) -> admission.revoked = true);
		return this.inside.stream().map((admission) -> admission.name).toList();
	}

	/** One piece of work that was let in. */
	private static final class Admission {

		private final String name;

		private volatile boolean revoked;

		Admission(String name) {
			this.name = name;
		}

	}

}
