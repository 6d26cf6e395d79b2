package io.hotupdate.connection;

import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * What an open connection is used for at this moment.
 */
enum Use {

	IDLE, IN_FLIGHT, EXEMPT;

	Remaining asRemaining() {
		return switch (this) {
			case IDLE -> new Remaining(1, 0, 0);
			case IN_FLIGHT -> new Remaining(0, 1, 0);
			case EXEMPT -> new Remaining(0, 0, 1);
		};
	}

	static Use of(SocketWrapperBase<?> connection) {
		GatedProcessor serving = (connection.getSocket() instanceof Tracked tracked) ? tracked.serving().get() : null;
		if (serving != null) {
			return serving.isExempt() ? EXEMPT : IN_FLIGHT;
		}
		// an upgraded connection keeps its processor for good
		return (connection.getCurrentProcessor() != null) ? IN_FLIGHT : IDLE;
	}

}
