package io.hotupdate.connection;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that take leave of clients, many at a time: a client that does not read holds
 * up its own thread until a timeout of Tomcat's, and the others go on. There are no
 * threads while there is nothing to do.
 */
final class Farewells {

	private static final Logger logger = LoggerFactory.getLogger(Farewells.class);

	private static final int AT_ONCE = 64;

	private static final int KEEP_SECONDS = 5;

	private final ThreadPoolExecutor threads;

	Farewells(String name) {
		this.threads = new ThreadPoolExecutor(AT_ONCE, AT_ONCE, KEEP_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (work) -> {
					Thread thread = new Thread(work, "hotupdate-farewell-" + name);
					thread.setDaemon(true);
					return thread;
				});
		this.threads.allowCoreThreadTimeOut(true);
	}

	void take(Runnable farewell) {
		this.threads.execute(() -> {
			try {
				farewell.run();
			}
			catch (RuntimeException | LinkageError ex) {
				logger.warn("A client could not be told of the drain", ex);
			}
		});
	}

}
