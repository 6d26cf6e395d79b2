package io.hotupdate.logging;

import java.nio.file.Path;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Writes the start log with Logback, each line at once, since a process that is killed
 * flushes nothing.
 */
final class LogbackStartLog {

	private static final String NAME = "hotupdate-start";

	private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p [%t] %logger{40} : %m%n%ex";

	private LogbackStartLog() {
	}

	static void attach(Path file) {
		ILoggerFactory factory = LoggerFactory.getILoggerFactory();
		if (!(factory instanceof LoggerContext context)) {
			return;
		}
		Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
		if (root.getAppender(NAME) != null) {
			return;
		}
		PatternLayoutEncoder encoder = new PatternLayoutEncoder();
		encoder.setContext(context);
		encoder.setPattern(PATTERN);
		encoder.start();
		FileAppender<ILoggingEvent> appender = new FileAppender<>();
		appender.setContext(context);
		appender.setName(NAME);
		appender.setFile(file.toString());
		appender.setEncoder(encoder);
		appender.start();
		root.addAppender(appender);
	}

	static void detach() {
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
			Appender<ILoggingEvent> appender = root.getAppender(NAME);
			if (appender != null) {
				root.detachAppender(appender);
				appender.stop();
			}
		}
	}

}
