package io.hotupdate.connection;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

import org.apache.coyote.ActionHook;
import org.apache.coyote.OutputBuffer;
import org.apache.coyote.Response;

/**
 * What of Tomcat's HTTP/2 is not public and is needed to measure a stream and to reset it
 * as Tomcat resets one that times out. An exception alone would make Tomcat wait for the
 * client's window once more, and end what is cut off as if it were whole.
 */
final class StreamReset {

	private static final VarHandle HOOK;

	private static final VarHandle OUTPUT_BUFFER;

	private static final VarHandle STREAM;

	private static final MethodHandle CANCEL;

	private static final Object ENHANCE_YOUR_CALM;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			MethodHandles.Lookup response = MethodHandles.privateLookupIn(Response.class, lookup);
			HOOK = response.findVarHandle(Response.class, "hook", ActionHook.class);
			OUTPUT_BUFFER = response.findVarHandle(Response.class, "outputBuffer", OutputBuffer.class);
			Class<?> processor = Class.forName("org.apache.coyote.http2.StreamProcessor");
			Class<?> stream = Class.forName("org.apache.coyote.http2.Stream");
			Class<?> error = Class.forName("org.apache.coyote.http2.Http2Error");
			STREAM = MethodHandles.privateLookupIn(processor, lookup).findVarHandle(processor, "stream", stream);
			CANCEL = MethodHandles.privateLookupIn(stream, lookup)
				.findVirtual(stream, "doStreamCancel", MethodType.methodType(void.class, String.class, error));
			ENHANCE_YOUR_CALM = MethodHandles.privateLookupIn(error, lookup)
				.findStaticVarHandle(error, "ENHANCE_YOUR_CALM", error)
				.get();
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private StreamReset() {
	}

	/**
	 * Fails with a {@link LinkageError} if this Tomcat lacks one of the members.
	 */
	static void verify() {
		// the static initializer has done it
	}

	static OutputBuffer outputBuffer(Response response) {
		return (OutputBuffer) OUTPUT_BUFFER.get(response);
	}

	/**
	 * Has the stream reset once Tomcat has its thread back.
	 * @param response the response of the stream
	 * @param broken the bound that its client has broken
	 * @return never
	 * @throws IOException always, for the application
	 */
	static IOException reset(Response response, LimitKind broken) throws IOException {
		try {
			CANCEL.invoke(STREAM.get(HOOK.get(response)), "The client was too slow: " + broken.id(), ENHANCE_YOUR_CALM);
		}
		catch (IOException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("Tomcat refused access to what the limits rely on", ex);
		}
		throw new IOException("The client was too slow: " + broken.id());
	}

}
