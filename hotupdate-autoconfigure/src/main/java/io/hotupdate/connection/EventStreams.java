package io.hotupdate.connection;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open streams of server-sent events. Each is ended when a drain begins, so that its
 * client comes back and meets the successor; one that begins during the drain ends soon
 * after.
 */
public final class EventStreams implements DrainParticipant {

	private final Farewells farewells = new Farewells(Kind.SSE.id());

	private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();

	/**
	 * Adds a stream. It may end by itself at any time: ending it again must do nothing.
	 * @param end what ends it, on a thread of the drain
	 */
	void opened(Runnable end) {
		this.ends.add(end);
	}

	void closed(Runnable end) {
		this.ends.remove(end);
	}

	@Override
	public void drain() {
		for (Runnable end : this.ends) {
			if (this.ends.remove(end)) {
				this.farewells.take(end);
			}
		}
	}

}
