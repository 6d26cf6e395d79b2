package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.IntConsumer;

import io.hotupdate.autoconfigure.SpringLocalApplication.WarmUpServer;
import io.hotupdate.connection.WarmUpConnector;
import io.hotupdate.handover.HandoverSettings;
import io.hotupdate.handover.WarmUp;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Warms Tomcat and Spring MVC up, by an address that exists only meanwhile.
 */
final class TomcatWarmUpServer implements WarmUpServer {

	private final ServletWebServerApplicationContext context;

	TomcatWarmUpServer(ServletWebServerApplicationContext context) {
		this.context = context;
	}

	@Override
	public void warmUp(HandoverSettings settings, List<String> paths, Path socket, IntConsumer percent) {
		if (!(this.context.getWebServer() instanceof TomcatWebServer server)) {
			return;
		}
		RequestMappingHandlerMapping mapping = this.context.getBeanProvider(RequestMappingHandlerMapping.class)
			.orderedStream()
			.findFirst()
			.orElse(null);
		String path = "/hotupdate-warm-up-" + UUID.randomUUID();
		List<String> all = new ArrayList<>(paths);
		RequestMappingInfo info = RequestMappingInfo.paths(path).build();
		if (mapping != null) {
			mapping.registerMapping(info, new Answer(), Answer.METHOD);
		}
		all.add(contextPath() + path);
		try (WarmUpConnector connector = WarmUpConnector.open(server, socket)) {
			new WarmUp(Math.max(1, settings.warmUpRequests()), settings.warmUpMaxDuration()).run(connector.socket(),
					all, percent);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			if (mapping != null) {
				mapping.unregisterMapping(info);
			}
		}
	}

	private String contextPath() {
		return (this.context.getServletContext() != null) ? this.context.getServletContext().getContextPath() : "";
	}

	/**
	 * Runs through argument binding and message conversion as an ordinary handler does.
	 */
	static final class Answer {

		private static final Method METHOD = Objects.requireNonNull(ReflectionUtils.findMethod(Answer.class, "answer"));

		@ResponseBody
		Map<String, Object> answer() {
			return Map.of("warm", true, "at", System.nanoTime(), "words", List.of("hot", "update"));
		}

	}

}
