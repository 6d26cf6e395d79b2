package io.hotupdate.handover;

import java.nio.file.Path;
import java.util.function.IntConsumer;

/**
 * What the successor's side asks of the application that it runs in.
 */
public interface LocalApplication {

	/**
	 * Whether the application says that it can serve: availability state and readiness
	 * group.
	 * @return {@code true} if so
	 */
	boolean isReady();

	/**
	 * Send requests through the real HTTP stack, over a private socket.
	 * @param socket where the socket may be
	 * @param percent is told how far it is
	 * @throws InterruptedException if interrupted
	 */
	void warmUp(Path socket, IntConsumer percent) throws InterruptedException;

}
