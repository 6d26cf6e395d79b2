package io.hotupdate.supervisor;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.function.Consumer;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateState;
import io.hotupdate.supervisor.Crashes.Restart;
import io.hotupdate.supervisor.Standstill.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What an instance says of which no generation runs.
 */
final class MaintenanceAnswers {

	private static final Logger logger = LoggerFactory.getLogger(MaintenanceAnswers.class);

	private static final String OK = "200 OK";

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

	/** Answer a request. */
	MaintenanceAnswer answer(MaintenanceRequest request) {
		String base = this.management.path();
		String path = request.path().startsWith(base + "/") ? request.path().substring(base.length()) : "";
		return switch (request.method()) {
			case "GET", "HEAD" -> state(path);
			case "POST" -> path.equals("/hotupdate") || path.startsWith("/hotupdate/") ? verb(request, path)
					: unavailable(state());
			default -> unavailable(state());
		};
	}

	/** Answer what is no request. */
	MaintenanceAnswer malformed(ProtocolException ex) {
		return refused("400 Bad Request", Reason.BAD_REQUEST, String.valueOf(ex.getMessage()));
	}

	private MaintenanceAnswer state(String path) {
		return switch (path) {
			case "/health", "/health/readiness" -> unavailable(
					"{\"status\":\"OUT_OF_SERVICE\",\"components\":{\"hotUpdate\":{\"status\":\"OUT_OF_SERVICE\",\"details\":"
							+ state() + "}}}");
			// a restart from outside would not help either
			case "/health/liveness" -> MaintenanceAnswer.json(OK, "{\"status\":\"UP\"}");
			case "/hotupdate" -> MaintenanceAnswer.json(OK, state());
			case "/prometheus" ->
				new MaintenanceAnswer(OK, "text/plain; version=0.0.4; charset=utf-8", metrics(), () -> {
				});
			default -> unavailable(state());
		};
	}

	private static MaintenanceAnswer unavailable(String body) {
		return MaintenanceAnswer.json("503 Service Unavailable", body);
	}

	private MaintenanceAnswer verb(MaintenanceRequest request, String path) {
		if (!isAuthorized(request)) {
			return refused("401 Unauthorized", Reason.NOT_AUTHORIZED,
					"In " + this.standstill.state() + " the supervisor knows only the token of the release store;"
							+ " perhaps you should send 'Authorization: Bearer <token>'");
		}
		if (path.equals("/hotupdate/resume")) {
			return left(Restart.CURRENT);
		}
		if (!path.equals("/hotupdate")) {
			return refused("409 Conflict", Reason.WRONG_STATE,
					"The instance is in " + this.standstill.state() + "; perhaps you should POST"
							+ " /hotupdate/resume, or /hotupdate with the version of a release that starts");
		}
		try {
			return left(MaintenanceStart.of(request.body()));
		}
		catch (UpdateException ex) {
			return refused("400 Bad Request", ex.reason(), String.valueOf(ex.getMessage()));
		}
	}

	private MaintenanceAnswer left(Restart restart) {
		return MaintenanceAnswer.json("202 Accepted", state()).then(() -> {
			logger.info("{} is left on request: {}", this.standstill.state(), restart);
			this.leave.accept(restart);
		});
	}

	private boolean isAuthorized(MaintenanceRequest request) {
		String[] shown = request.headers().getOrDefault("authorization", "").split("\\s+", 2);
		if (shown.length != 2 || !shown[0].equalsIgnoreCase("Bearer")) {
			return false;
		}
		String token = token();
		return !token.isEmpty() && MessageDigest.isEqual(token.getBytes(UTF_8), shown[1].getBytes(UTF_8));
	}

	private String token() {
		Path file = this.management.token();
		try {
			return (file != null) ? Files.readString(file).strip() : "";
		}
		catch (IOException ex) {
			logger.warn("The token {} cannot be read, so nobody may leave {}", file, this.standstill.state(), ex);
			return "";
		}
	}

	private String state() {
		return "{\"state\":\"" + this.standstill.state() + "\",\"currentVersion\":" + quoted(this.management.version())
				+ ",\"since\":" + quoted(this.standstill.since().toString()) + ",\"restarts\":"
				+ this.standstill.restarts() + ",\"error\":{\"reason\":\"" + this.standstill.state() + "\",\"message\":"
				+ quoted(this.standstill.why()) + "},\"allowed\":[\"start\",\"resume\"]}";
	}

	private static MaintenanceAnswer refused(String status, Reason reason, String message) {
		return MaintenanceAnswer.json(status, "{\"outcome\":\"REFUSED\",\"reason\":\"" + reason
				+ "\",\"error\":{\"reason\":\"" + reason + "\",\"message\":" + quoted(message) + "}}");
	}

	/** By the names that generations use, so that no series ends when they do. */
	private String metrics() {
		boolean maintenance = this.standstill.state() == State.MAINTENANCE;
		StringBuilder text = new StringBuilder();
		family(text, "hotupdate_state", "gauge", "The state of the instance: 1 for the one it is in, 0 for the others");
		for (UpdateState state : UpdateState.values()) {
			text.append("hotupdate_state{state=\"").append(state.name().toLowerCase(Locale.ROOT)).append("\"} 0\n");
		}
		text.append("hotupdate_state{state=\"maintenance\"} ").append(maintenance ? 1 : 0).append('\n');
		family(text, "hotupdate_maintenance", "gauge", "1 if nothing is started again by itself");
		text.append("hotupdate_maintenance ").append(maintenance ? 1 : 0).append('\n');
		family(text, "hotupdate_generations", "gauge", "Processes of the instance that live");
		text.append("hotupdate_generations 0\n");
		family(text, "hotupdate_restarts_total", "counter", "Starts after a crash");
		return text.append("hotupdate_restarts_total ").append(this.standstill.restarts()).append('\n').toString();
	}

	private static void family(StringBuilder text, String name, String type, String help) {
		text.append("# HELP ").append(name).append(' ').append(help).append('\n');
		text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
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

}
