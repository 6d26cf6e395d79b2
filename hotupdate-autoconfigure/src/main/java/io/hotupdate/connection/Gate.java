package io.hotupdate.connection;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the acceptor may take connections off the listener. Taking one, from before the
 * accept until it is registered with the connector, happens between {@link #enter()} and
 * {@link #leave()}; closing waits for that. So when {@link #close()} has returned nothing
 * more is accepted, and nothing that was accepted is on its way. An acceptor that is
 * parked at the connection limit is outside and meets the closed gate when it comes back.
 */
final class Gate {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition left = this.lock.newCondition();

	private final Runnable wakeUp;

	private boolean open = true;

	private boolean paused;

	private boolean entered;

	Gate(Runnable wakeUp) {
		this.wakeUp = wakeUp;
	}

	boolean enter() {
		this.lock.lock();
		try {
			this.entered = this.open && !this.paused;
			return this.entered;
		}
		finally {
			this.lock.unlock();
		}
	}

	void leave() {
		this.lock.lock();
		try {
			this.entered = false;
			this.left.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	void open() {
		change(() -> this.open = true);
	}

	void close() {
		change(() -> this.open = false);
	}

	/**
	 * Keeps the gate closed while Tomcat has the connector paused, whatever else is asked
	 * for.
	 */
	void pause() {
		change(() -> this.paused = true);
	}

	void resume() {
		change(() -> this.paused = false);
	}

	boolean isOpen() {
		this.lock.lock();
		try {
			return this.open;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void change(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.wakeUp.run();
			while (this.entered && (!this.open || this.paused)) {
				this.left.awaitUninterruptibly();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
