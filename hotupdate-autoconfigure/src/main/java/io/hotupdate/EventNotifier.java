package io.hotupdate;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happened, in the order in which it happened, on one thread that
 * ends when there is nothing to tell.
 */
final class EventNotifier {

	private static final Logger logger = LoggerFactory.getLogger(EventNotifier.class);

	private final List<Consumer<HotUpdateEvent>> listeners = new CopyOnWriteArrayList<>();

	private final List<Consumer<UpdateSnapshot>> observers = new CopyOnWriteArrayList<>();

	private final ThreadPoolExecutor executor;

	EventNotifier() {
		this.executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
			Thread thread = new Thread(task, "hotupdate-events");
			thread.setDaemon(true);
			// a request thread may have made it, whose loader ends with the web
			// application
			thread.setContextClassLoader(EventNotifier.class.getClassLoader());
			return thread;
		});
		this.executor.allowCoreThreadTimeOut(true);
	}

	void add(Consumer<HotUpdateEvent> listener) {
		this.listeners.add(listener);
	}

	void observe(Consumer<UpdateSnapshot> observer) {
		this.observers.add(observer);
	}

	/**
	 * Called under the lock of the status, so that the queue has the order of changes.
	 */
	void enqueue(@Nullable HotUpdateEvent event, UpdateSnapshot snapshot) {
		this.executor.execute(() -> {
			this.observers.forEach((observer) -> tell(observer, snapshot));
			if (event != null) {
				this.listeners.forEach((listener) -> tell(listener, event));
			}
		});
	}

	void flush(long timeout, TimeUnit unit) throws InterruptedException {
		CountDownLatch told = new CountDownLatch(1);
		this.executor.execute(told::countDown);
		if (!told.await(timeout, unit)) {
			logger.warn("Listeners of updates have not returned within {} ms", unit.toMillis(timeout));
		}
	}

	private static <T> void tell(Consumer<T> listener, T news) {
		try {
			listener.accept(news);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of updates failed; the update goes on", ex);
		}
	}

}
