package io.hotupdate.sample;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/** Scrapes an instance without a pause. */
final class ScrapeLoop implements AutoCloseable {

	private final List<Scrape> scrapes = new CopyOnWriteArrayList<>();

	private final Thread thread;

	private volatile boolean ending;

	private volatile @Nullable Throwable failure;

	ScrapeLoop(AppProcess app) {
		this.thread = new Thread(() -> run(app), "scrapes");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void run(AppProcess app) {
		try {
			while (!this.ending) {
				this.scrapes.add(Scrape.of(app));
			}
		}
		catch (RuntimeException | AssertionError ex) {
			this.failure = ex;
		}
	}

	/** When the last scrape began, by {@link System#nanoTime()}. */
	long last() {
		return this.scrapes.isEmpty() ? Long.MIN_VALUE : this.scrapes.get(this.scrapes.size() - 1).began();
	}

	/** End it and tell what was seen; one that failed is told too. */
	List<Scrape> stop() throws InterruptedException {
		close();
		if (this.failure != null) {
			throw new AssertionError("A scrape failed after " + this.scrapes.size(), this.failure);
		}
		return this.scrapes;
	}

	@Override
	public void close() throws InterruptedException {
		this.ending = true;
		this.thread.join();
	}

}
