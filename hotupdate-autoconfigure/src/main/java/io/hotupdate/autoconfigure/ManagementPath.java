package io.hotupdate.autoconfigure;

import org.springframework.core.env.Environment;

/**
 * Where the actuator is on the port that serves the application.
 */
final class ManagementPath {

	private ManagementPath() {
	}

	/**
	 * The path, with the context path.
	 * @return the path, empty if the actuator has a port of its own or no path of its own
	 */
	static String of(Environment environment) {
		String port = environment.getProperty("management.server.port");
		if (port != null && !port.equals(environment.getProperty("server.port", "8080"))) {
			return "";
		}
		String base = clean(environment.getProperty("management.endpoints.web.base-path", "/actuator"));
		return base.isEmpty() ? "" : clean(environment.getProperty("server.servlet.context-path", ""))
				+ clean(environment.getProperty("spring.mvc.servlet.path", "")) + base;
	}

	/**
	 * The path of the actuator wherever it listens.
	 * @return the path, empty if it has none of its own
	 */
	static String anywhere(Environment environment) {
		String shared = of(environment);
		return !shared.isEmpty() ? shared : clean(environment.getProperty("management.server.base-path", ""))
				+ clean(environment.getProperty("management.endpoints.web.base-path", "/actuator"));
	}

	private static String clean(String path) {
		String ended = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
		return (ended.isEmpty() || ended.startsWith("/")) ? ended : "/" + ended;
	}

}
