package io.hotupdate.connection;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentNavigableMap;

import org.apache.coyote.Processor;
import org.apache.coyote.Request;

/**
 * The open streams of an HTTP/2 connection, which Tomcat does not show: one without any
 * is idle, and a client that waits for the very update over HTTP/2 must not hold up its
 * drain.
 */
final class Http2Streams {

	private static final Class<?> HANDLER;

	private static final Class<?> STREAM;

	private static final VarHandle STREAMS;

	private static final MethodHandle IS_ACTIVE;

	private static final MethodHandle REQUEST;

	static {
		try {
			HANDLER = Class.forName("org.apache.coyote.http2.Http2UpgradeHandler");
			STREAM = Class.forName("org.apache.coyote.http2.Stream");
			MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(STREAM, MethodHandles.lookup());
			STREAMS = MethodHandles.privateLookupIn(HANDLER, MethodHandles.lookup())
				.findVarHandle(HANDLER, "streams", ConcurrentNavigableMap.class);
			IS_ACTIVE = lookup.findVirtual(STREAM, "isActive", MethodType.methodType(boolean.class));
			REQUEST = lookup.findVirtual(STREAM, "getCoyoteRequest", MethodType.methodType(Request.class));
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private Http2Streams() {
	}

	/**
	 * Fails with a {@link LinkageError} if this Tomcat lacks one of the members.
	 */
	static void verify() {
		// the static initializer has done it
	}

	/**
	 * What a connection is used for.
	 * @param processor the processor of an HTTP/2 connection
	 * @return idle without open streams, exempt if all of them are
	 */
	static Kind use(Processor processor) {
		Kind use = Kind.IDLE;
		Object handler = processor.getUpgradeToken().httpUpgradeHandler();
		for (Object stream : ((ConcurrentNavigableMap<?, ?>) STREAMS.get(handler)).values()) {
			if (STREAM.isInstance(stream) && isActive(stream)) {
				if (!isExempt(stream)) {
					return Kind.HTTP2;
				}
				use = Kind.EXEMPT;
			}
		}
		return use;
	}

	private static boolean isActive(Object stream) {
		try {
			return (boolean) IS_ACTIVE.invoke(stream);
		}
		catch (Throwable ex) {
			throw TomcatInternals.refused(ex);
		}
	}

	private static boolean isExempt(Object stream) {
		try {
			Request request = (Request) REQUEST.invoke(stream);
			return request != null && GatedProcessor.isExempt(request);
		}
		catch (Throwable ex) {
			throw TomcatInternals.refused(ex);
		}
	}

}
