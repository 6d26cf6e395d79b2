package io.hotupdate.connection;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

import org.apache.coyote.ActionHook;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11Processor;

/**
 * The two members of Tomcat that are not public and that a decision at response commit
 * needs: {@code prepareResponse} and {@code action} are final, and a close header set
 * from outside would make Tomcat end the body by closing instead of by chunks.
 */
final class TomcatInternals {

	private static final MethodHandle SET_HOOK;

	private static final VarHandle KEEP_ALIVE;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			SET_HOOK = MethodHandles.privateLookupIn(Response.class, lookup)
				.findVirtual(Response.class, "setHook", MethodType.methodType(void.class, ActionHook.class));
			KEEP_ALIVE = MethodHandles.privateLookupIn(Http11Processor.class, lookup)
				.findVarHandle(Http11Processor.class, "keepAlive", boolean.class);
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
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("Tomcat refused the commit hook", ex);
		}
	}

	static void endKeepAlive(Http11Processor processor) {
		KEEP_ALIVE.setVolatile(processor, false);
	}

}
