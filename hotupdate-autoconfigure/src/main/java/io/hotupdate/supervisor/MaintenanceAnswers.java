package io.hotupdate.supervisor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hotupdate.supervisor.Crashes.Restart;
import io.hotupdate.supervisor.Standstill.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What an instance says of which no generation runs.
 */
final class MaintenanceAnswers {

	private static final Logger logger = LoggerFactory.getLogger(MaintenanceAnswers.class);

	private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([A-Za-z0-9._+-]{1,100})\"");

	private static final Pattern DIGEST = Pattern.compile("\"sha256\"\\s*:\\s*\"([0-9a-fA-F]{64})\"");

	private final Management management;

	private final Standstill standstill;

	private final Consumer<Restart> leave;

	/**
	 * Create the answers.
	 * @param management how the application would be managed
	 * @param standstill why nothing runs
	 * @param leave has the instance started
	 */
	MaintenanceAnswers(Management management, Standstill standstill, Consumer<Restart> leave) {
		this.management = management;
		this.standstill = standstill;
		this.leave = leave;
	}

	/**
	 * Answer a request.
	 * @return what is to happen once it is answered, if anything is
	 */
	@Nullable Runnable answer(MaintenanceRequest request, OutputStream out) throws IOException {
		String base = this.management.path();
		String path = request.path().startsWith(base + "/") ? request.path().substring(base.length()) : "";
		if (request.method().equals("POST") && path.startsWith("/hotupdate")) {
			return verb(request, path, out);
		}
		switch (path) {
			case "/health", "/health/readiness" -> json(out, "503 Service Unavailable",
					"{\"status\":\"OUT_OF_SERVICE\",\"components\":{\"hotUpdate\":{\"status\":\"OUT_OF_SERVICE\",\"details\":"
							+ state() + "}}}");
			// a restart from outside would not help either
			case "/health/liveness" -> json(out, "200 OK", "{\"status\":\"UP\"}");
			case "/hotupdate" -> json(out, "200 OK", state());
			case "/prometheus" -> text(out, "200 OK", "text/plain; version=0.0.4; charset=utf-8", metrics());
			default -> json(out, "503 Service Unavailable", state());
		}
		return null;
	}

	private @Nullable Runnable verb(MaintenanceRequest request, String path, OutputStream out) throws IOException {
		if (!isAuthorized(request)) {
			json(out, "401 Unauthorized",
					error("UNAUTHORIZED", "In " + this.standstill.state() + " the supervisor knows only the token of"
							+ " the release store; perhaps you should send 'Authorization: Bearer <token>'"));
			return null;
		}
		Restart way = way(request, path);
		if (way == null) {
			json(out, "409 Conflict",
					error("WRONG_STATE", "The instance is in " + this.standstill.state() + "; perhaps you should POST"
							+ " /hotupdate/resume, or /hotupdate with the version of a release that starts"));
			return null;
		}
		logger.info("{} is left on request: {}", this.standstill.state(), way);
		json(out, "202 Accepted", state());
		return () -> this.leave.accept(way);
	}

	private static @Nullable Restart way(MaintenanceRequest request, String path) {
		if (path.equals("/hotupdate/resume")) {
			return Restart.CURRENT;
		}
		Matcher version = VERSION.matcher(request.body());
		if (path.equals("/hotupdate") && version.find()) {
			Matcher digest = DIGEST.matcher(request.body());
			return new Restart(version.group(1), digest.find() ? digest.group(1) : null);
		}
		return null;
	}

	private boolean isAuthorized(MaintenanceRequest request) throws IOException {
		Path token = this.management.token();
		if (token == null || !Files.isReadable(token)) {
			return false;
		}
		String expected = "Bearer " + Files.readString(token).strip();
		return MessageDigest.isEqual(expected.getBytes(UTF_8),
				request.headers().getOrDefault("authorization", "").getBytes(UTF_8));
	}

	private String state() {
		return "{\"state\":\"" + this.standstill.state() + "\",\"currentVersion\":" + quoted(this.management.version())
				+ ",\"since\":" + quoted(this.standstill.since().toString()) + ",\"restarts\":"
				+ this.standstill.restarts() + ",\"error\":{\"reason\":\"" + this.standstill.state() + "\",\"message\":"
				+ quoted(this.standstill.why()) + "},\"allowed\":[\"start\",\"resume\"]}";
	}

	private static String error(String reason, String message) {
		return "{\"reason\":" + quoted(reason) + ",\"message\":" + quoted(message) + "}";
	}

	private String metrics() {
		return String.join("\n", List.of("# HELP hotupdate_maintenance Whether nothing is restarted by itself.",
				"# TYPE hotupdate_maintenance gauge",
				"hotupdate_maintenance " + ((this.standstill.state() == State.MAINTENANCE) ? 1 : 0),
				"# HELP hotupdate_restarts_total Restarts after a crash.", "# TYPE hotupdate_restarts_total counter",
				"hotupdate_restarts_total " + this.standstill.restarts(), ""));
	}

	static String quoted(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		for (char one : text.toCharArray()) {
			if (one == '"' || one == '\\') {
				quoted.append('\\').append(one);
			}
			else if (one < ' ') {
				quoted.append(String.format("\\u%04x", (int) one));
			}
			else {
				quoted.append(one);
			}
		}
		return quoted.append('"').toString();
	}

	private static void json(OutputStream out, String status, String body) throws IOException {
		text(out, status, "application/json", body);
	}

	private static void text(OutputStream out, String status, String type, String body) throws IOException {
		byte[] bytes = body.getBytes(UTF_8);
		String later = status.startsWith("503") ? "Retry-After: 60\r\n" : "";
		String header = "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + bytes.length
				+ "\r\n" + later + "Connection: close\r\n\r\n";
		out.write(header.getBytes(UTF_8));
		out.write(bytes);
		out.flush();
	}

}
