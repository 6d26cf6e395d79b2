package io.hotupdate.handover;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the application something again and again, on a thread of its own: it may throw or
 * block, and whoever wants the answer does not wait for it.
 *
 * @param <T> the answer
 */
public final class Sampler<T> implements AutoCloseable {

	static final Duration EVERY = Duration.ofMillis(500);

	static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(Sampler.class);

	private final String name;

	private final Callable<T> question;

	private final Duration patience;

	private final LongSupplier ticker;

	private final Thread thread;

	private volatile Sample<T> latest = new Sample<>(null, null);

	private volatile long asked;

	private volatile boolean asking;

	private volatile boolean closed;

	/**
	 * Create a sampler.
	 * @param name what is asked for
	 * @param question gives the answer
	 */
	public Sampler(String name, Callable<T> question) {
		this(name, question, PATIENCE, System::nanoTime);
	}

	Sampler(String name, Callable<T> question, Duration patience, LongSupplier ticker) {
		this.name = name;
		this.question = question;
		this.patience = patience;
		this.ticker = ticker;
		this.thread = new Thread(this::run, "hotupdate-measure-" + name);
		this.thread.setDaemon(true);
		// whatever made it, the thread must not keep a loader that ends
		this.thread.setContextClassLoader(Sampler.class.getClassLoader());
	}

	/**
	 * Begin to ask, every 500 ms.
	 * @return this sampler
	 */
	public Sampler<T> begin() {
		this.thread.start();
		return this;
	}

	/**
	 * The last answer, or why there is none.
	 * @return the answer; none after 5 s without one
	 */
	public Sample<T> latest() {
		if (this.asking && this.ticker.getAsLong() - this.asked > this.patience.toNanos()) {
			return new Sample<>(null, "it has not answered for " + Words.of(this.patience));
		}
		return this.latest;
	}

	@Override
	public void close() {
		this.closed = true;
		this.thread.interrupt();
	}

	private void run() {
		try {
			while (!this.closed) {
				this.asked = this.ticker.getAsLong();
				this.asking = true;
				Sample<T> answer = ask();
				this.latest = answer;
				this.asking = false;
				TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
			}
		}
		catch (InterruptedException ex) {
			logger.trace("{} is asked no more", this.name, ex);
		}
	}

	private Sample<T> ask() throws InterruptedException {
		try {
			return new Sample<>(this.question.call(), null);
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception | LinkageError | StackOverflowError | AssertionError ex) {
			if (!this.closed && this.latest.failure() == null) {
				logger.warn("{} cannot be asked", this.name, ex);
			}
			return new Sample<>(null, "it failed: " + ex);
		}
	}

	/**
	 * An answer.
	 *
	 * @param value the answer, {@code null} if there is none
	 * @param failure why not, {@code null} if it has not been asked yet
	 * @param <T> the answer
	 */
	public record Sample<T>(@Nullable T value, @Nullable String failure) {

		/** Whether it has not been asked yet. */
		public boolean isUnknown() {
			return this.value == null && this.failure == null;
		}

	}

}
