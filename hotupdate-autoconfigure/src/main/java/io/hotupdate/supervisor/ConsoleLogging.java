package io.hotupdate.supervisor;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The log of a supervisor: one line each on standard output, from INFO on. A logging
 * library would weigh more than all the rest of it. SLF4J finds it by the system property
 * {@code slf4j.provider}.
 */
public final class ConsoleLogging implements SLF4JServiceProvider {

	private final IMarkerFactory markers = new BasicMarkerFactory();

	private final MDCAdapter context = new NOPMDCAdapter();

	@Override
	public ILoggerFactory getLoggerFactory() {
		return (name) -> new ConsoleLogger(System.out);
	}

	@Override
	public IMarkerFactory getMarkerFactory() {
		return this.markers;
	}

	@Override
	public MDCAdapter getMDCAdapter() {
		return this.context;
	}

	@Override
	public String getRequestedApiVersion() {
		return "2.0.99";
	}

	@Override
	public void initialize() {
	}

	/** Writes a line. */
	@SuppressWarnings("serial")
	private static final class ConsoleLogger extends LegacyAbstractLogger implements Logger {

		private final transient PrintStream out;

		ConsoleLogger(PrintStream out) {
			this.out = out;
		}

		@Override
		protected void handleNormalizedLoggingCall(Level level, @Nullable Marker marker, String message,
				Object @Nullable [] arguments, @Nullable Throwable throwable) {
			String text = MessageFormatter.basicArrayFormat(message, arguments);
			String line = String.format(Locale.ROOT, "%s %5s %d --- [supervisor] : %s",
					Instant.now().truncatedTo(ChronoUnit.MILLIS), level, ProcessHandle.current().pid(), text);
			synchronized (this.out) {
				this.out.println(line);
				if (throwable != null) {
					throwable.printStackTrace(this.out);
				}
			}
		}

		@Override
		protected @Nullable String getFullyQualifiedCallerName() {
			return null;
		}

		@Override
		public boolean isTraceEnabled() {
			return false;
		}

		@Override
		public boolean isDebugEnabled() {
			return false;
		}

		@Override
		public boolean isInfoEnabled() {
			return true;
		}

		@Override
		public boolean isWarnEnabled() {
			return true;
		}

		@Override
		public boolean isErrorEnabled() {
			return true;
		}

	}

}
