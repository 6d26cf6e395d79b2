package io.hotupdate.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.connection.GatedTomcatCustomizer;
import io.hotupdate.connection.ListenerSource;

/**
 * Two Tomcats in one process that hand a port over to each other, each with a listener of
 * its own, while clients connect all the time:
 * {@code PortHandoverRun <handovers> <clients>}. A program of its own as
 * {@link ReusePortRun} is.
 */
final class PortHandoverRun {

	private static final Duration PAUSE = Duration.ofMillis(20);

	private PortHandoverRun() {
	}

	public static void main(String[] args) throws InterruptedException {
		int handovers = Integer.parseInt(args[0]);
		int port = AppProcess.freePort();
		GatedConnectors from = new GatedConnectors(true, ListenerSource.NONE, null, true);
		GatedConnectors to = new GatedConnectors(false, ListenerSource.NONE, null, true);
		start(from, port);
		start(to, port);
		Map<Outcome, Long> outcomes;
		try (ConnectStorm storm = new ConnectStorm(port, Integer.parseInt(args[1]))) {
			for (int i = 0; i < handovers; i++) {
				TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
				to.openAll();
				from.closeAll();
				GatedConnectors swap = from;
				from = to;
				to = swap;
			}
			outcomes = storm.stop();
		}
		System.out.println(
				"RESULT handovers=" + handovers + " outcomes=" + new TreeMap<>(outcomes).toString().replace(" ", ""));
		Runtime.getRuntime().halt(0);
	}

	private static void start(GatedConnectors connectors, int port) {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(port);
		factory.setAddress(InetAddress.getLoopbackAddress());
		new GatedTomcatCustomizer("server", connectors).customize(factory);
		WebServer server = factory.getWebServer((context) -> context.addServlet("desk", new Desk()).addMapping("/*"));
		server.start();
	}

	@SuppressWarnings("serial")
	private static final class Desk extends HttpServlet {

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.getWriter().print("order desk");
		}

	}

}
