package io.hotupdate.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Calls /actuator/hotupdate with the token from the store. Each call has a connection of
 * its own, so that no idle one takes part in a drain.
 */
final class ActuatorClient {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private final String base;

	private final Path token;

	/**
	 * Create a client.
	 * @param port a port of 127.0.0.1 that serves the actuator
	 * @param home the store, which holds the token
	 */
	ActuatorClient(int port, Path home) {
		this.base = "http://127.0.0.1:" + port + "/actuator";
		this.token = home.resolve("token");
	}

	static ActuatorClient of(AppProcess app) {
		return new ActuatorClient(app.port(), app.home());
	}

	/** The snapshot. */
	Answer snapshot() {
		return get("/hotupdate");
	}

	/** Start an update and come back at once. */
	Answer update(String version) {
		return post("/hotupdate", Map.of("version", version));
	}

	/**
	 * Start an update and wait for it.
	 * @param until {@code serving} or {@code confirmed}
	 */
	Answer update(String version, Duration wait, String until) {
		return post("/hotupdate?wait=" + wait.toMillis() + "ms&until=" + until, Map.of("version", version));
	}

	/** Say {@code pause}, {@code resume}, {@code cancel}, {@code retry}, … */
	Answer verb(String verb) {
		return post("/hotupdate/" + verb, Map.of());
	}

	/** GET a path below /actuator. */
	Answer get(String path) {
		return call("GET", path, Map.of(), null);
	}

	/** POST JSON to a path below /actuator. */
	Answer post(String path, Map<String, ?> body) {
		return call("POST", path, Map.of(), body);
	}

	/**
	 * Make any call.
	 * @param headers more headers, which win over those that are sent by default
	 * @param body what to send as JSON, {@code null} for nothing
	 */
	Answer call(String method, String path, Map<String, String> headers, @Nullable Map<String, ?> body) {
		try {
			HttpURLConnection connection = (HttpURLConnection) URI.create(this.base + path).toURL().openConnection();
			connection.setRequestMethod(method);
			connection.setReadTimeout(Math.toIntExact(TIMEOUT.toMillis()));
			connection.setRequestProperty("Connection", "close");
			connection.setRequestProperty("Accept", "application/json");
			if (Files.exists(this.token)) {
				connection.setRequestProperty("Authorization", "Bearer " + Files.readString(this.token).trim());
			}
			if (body != null) {
				connection.setRequestProperty("Content-Type", "application/json");
			}
			headers.forEach(connection::setRequestProperty);
			if (body != null) {
				connection.setDoOutput(true);
				connection.getOutputStream().write(JSON.writeValueAsBytes(body));
			}
			int status = connection.getResponseCode();
			try (InputStream in = (status < 400) ? connection.getInputStream() : connection.getErrorStream()) {
				String text = (in != null) ? new String(in.readAllBytes(), StandardCharsets.UTF_8) : "";
				return new Answer(status, text);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(method + " " + this.base + path + " failed", ex);
		}
	}

	/**
	 * An answer.
	 *
	 * @param status the HTTP status
	 * @param text the body
	 */
	record Answer(int status, String text) {

		/** The body as JSON; a missing node if there is none. */
		JsonNode json() {
			return this.text.isBlank() ? MissingNode.getInstance() : JSON.readTree(this.text);
		}

		/** A value by its path, {@code error.reason}; empty if it is not there. */
		String value(String path) {
			JsonNode node = json().at("/" + path.replace('.', '/'));
			return (node.isMissingNode() || node.isNull()) ? ""
					: node.isValueNode() ? node.asString() : node.toString();
		}

	}

}
