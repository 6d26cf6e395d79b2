package io.hotupdate.autoconfigure;

import java.util.Arrays;
import java.util.List;

import io.hotupdate.Handover.Finding;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Checks of what the application itself holds that does not cross a handover.
 */
final class ApplicationChecks {

	/** A server of one's own, and those of Spring gRPC and of grpc-ecosystem. */
	private static final List<String> GRPC = List.of("io.grpc.Server",
			"org.springframework.grpc.server.lifecycle.GrpcServerLifecycle",
			"net.devh.boot.grpc.server.serverfactory.GrpcServerLifecycle");

	private final ServletWebServerApplicationContext context;

	ApplicationChecks(ServletWebServerApplicationContext context) {
		this.context = context;
	}

	void add(List<Finding> findings) {
		int sessions = sessions();
		if (sessions > 0) {
			findings.add(
					Finding.warning("SESSIONS_END", sessions + " HTTP sessions held in memory end with this generation",
							"Perhaps you should keep them outside the process with Spring Session"));
		}
		if (GRPC.stream().anyMatch(this::hasBean)) {
			findings.add(Finding.warning("GRPC_STAYS",
					"The gRPC server of this application has a listener of its own that cannot cross a handover",
					"Perhaps you should serve gRPC through Tomcat, by its servlet"));
		}
	}

	private int sessions() {
		if (!(this.context.getWebServer() instanceof TomcatWebServer server)) {
			return 0;
		}
		Container[] contexts = server.getTomcat().getHost().findChildren();
		return Arrays.stream(contexts)
			.filter(Context.class::isInstance)
			.map((child) -> ((Context) child).getManager())
			.mapToInt((manager) -> (manager != null) ? manager.getActiveSessions() : 0)
			.sum();
	}

	private boolean hasBean(String type) {
		ClassLoader classLoader = this.context.getClassLoader();
		return ClassUtils.isPresent(type, classLoader) && this.context
			.getBeanNamesForType(ClassUtils.resolveClassName(type, classLoader), true, false).length > 0;
	}

}
