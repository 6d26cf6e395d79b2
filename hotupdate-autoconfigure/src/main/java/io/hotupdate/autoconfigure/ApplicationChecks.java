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

	private static final String GRPC = "io.grpc.Server";

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
		if (ClassUtils.isPresent(GRPC, this.context.getClassLoader()) && hasGrpcServer()) {
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

	private boolean hasGrpcServer() {
		Class<?> type = ClassUtils.resolveClassName(GRPC, this.context.getClassLoader());
		return this.context.getBeanNamesForType(type, true, false).length > 0;
	}

}
