package io.hotupdate.connection;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tells the {@link Kind} of a connection. Remembers what was upgraded, because Tomcat
 * takes the processor off a connection while it reads from it.
 */
final class Kinds {

	private static final String HTTP2 = "org.apache.coyote.http2.";

	private static final String WEBSOCKET = "org.apache.tomcat.websocket.";

	private final Map<SocketWrapperBase<?>, Kind> upgraded = Collections.synchronizedMap(new WeakHashMap<>());

	Kind of(SocketWrapperBase<?> connection) {
		GatedProcessor serving = (connection.getSocket() instanceof Tracked tracked) ? tracked.serving().get() : null;
		if (serving != null) {
			return serving.kind();
		}
		Processor processor = (Processor) connection.getCurrentProcessor();
		if (processor != null && processor.isUpgrade()) {
			Kind kind = of(processor);
			this.upgraded.put(connection, kind);
			return (kind == Kind.HTTP2) ? Http2Streams.use(processor) : kind;
		}
		@Nullable Kind known = this.upgraded.isEmpty() ? null : this.upgraded.get(connection);
		if (known != null) {
			return known;
		}
		return (processor != null) ? Kind.REQUEST : Kind.IDLE;
	}

	static Kind of(Processor upgraded) {
		String handler = upgraded.getUpgradeToken().httpUpgradeHandler().getClass().getName();
		if (handler.startsWith(HTTP2)) {
			return Kind.HTTP2;
		}
		return handler.startsWith(WEBSOCKET) ? Kind.WEBSOCKET : Kind.UPGRADE;
	}

}
