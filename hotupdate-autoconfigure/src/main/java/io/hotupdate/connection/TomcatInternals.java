package io.hotupdate.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

import org.apache.coyote.ActionHook;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Constants;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.coyote.http11.Http11Processor;
import org.apache.coyote.http11.InputFilter;
import org.apache.coyote.http11.filters.ChunkedInputFilter;

/**
 * The members of Tomcat that are not public and that a decision at response commit needs:
 * {@code prepareResponse} and {@code action} are final, a close header set from outside
 * would make Tomcat end the body by closing instead of by chunks, and a filter keeps the
 * pipelined bytes that it has read behind its body.
 */
final class TomcatInternals {

	private static final MethodHandle SET_HOOK;

	private static final VarHandle KEEP_ALIVE;

	private static final MethodHandle INPUT_FILTERS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			SET_HOOK = MethodHandles.privateLookupIn(Response.class, lookup)
				.findVirtual(Response.class, "setHook", MethodType.methodType(void.class, ActionHook.class));
			KEEP_ALIVE = MethodHandles.privateLookupIn(Http11Processor.class, lookup)
				.findVarHandle(Http11Processor.class, "keepAlive", boolean.class);
			INPUT_FILTERS = MethodHandles.privateLookupIn(Http11InputBuffer.class, lookup)
				.findVirtual(Http11InputBuffer.class, "getFilters", MethodType.methodType(InputFilter[].class));
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private TomcatInternals() {
	}

	/**
	 * Fails with a {@link LinkageError} if this Tomcat lacks one of the members.
	 */
	static void verify() {
		// the static initializer has done it
	}

	static void setHook(Response response, ActionHook hook) {
		try {
			SET_HOOK.invokeExact(response, hook);
		}
		catch (Throwable ex) {
			throw refused(ex);
		}
	}

	static void endKeepAlive(Http11Processor processor) {
		KEEP_ALIVE.setVolatile(processor, false);
	}

	static InputFilter[] inputFilters(Request request) {
		try {
			return (InputFilter[]) INPUT_FILTERS.invokeExact((Http11InputBuffer) request.getInputBuffer());
		}
		catch (Throwable ex) {
			throw refused(ex);
		}
	}

	/**
	 * How much was read behind a finished body: of known length, where {@code end} then
	 * has nothing to do but to tell, or chunked, where it is taken for trailer fields.
	 * @param filters the filters of the processor
	 * @return the number of bytes
	 */
	static long readBeyondBody(InputFilter[] filters) {
		InputFilter identity = filters[Constants.IDENTITY_FILTER];
		ChunkedInputFilter chunked = (ChunkedInputFilter) filters[Constants.CHUNKED_FILTER];
		try {
			return (identity.isFinished() ? identity.end() : 0) + chunked.getHeaderByteBuffer().remaining();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static IllegalStateException refused(Throwable ex) {
		return new IllegalStateException("Tomcat refused access to what the drain relies on", ex);
	}

}
