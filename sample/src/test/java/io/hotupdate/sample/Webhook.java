package io.hotupdate.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes what an Alertmanager posts. */
final class Webhook implements AutoCloseable {

	private final HttpServer server;

	private final Collection<String> told = new ConcurrentLinkedQueue<>();

	Webhook() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
		this.server.createContext("/", this::take);
		this.server.start();
	}

	private void take(HttpExchange exchange) throws IOException {
		try (exchange) {
			JsonNode body = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
			body.path("alerts")
				.forEach((alert) -> this.told.add(text(alert.path("status").asString(),
						alert.at("/labels/alertname").asString(), alert.at("/labels/instance").asString(""))));
			exchange.sendResponseHeaders(200, -1);
		}
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/";
	}

	/**
	 * Whether it was told of an alert.
	 * @param status {@code firing} or {@code resolved}
	 */
	boolean wasTold(String status, String alert, String instance) {
		return this.told.contains(text(status, alert, instance));
	}

	private static String text(String status, String alert, String instance) {
		return status + " " + alert + " " + instance;
	}

	Collection<String> told() {
		return this.told;
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
