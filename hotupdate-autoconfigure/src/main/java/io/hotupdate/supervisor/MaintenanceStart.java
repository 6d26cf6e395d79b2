package io.hotupdate.supervisor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.Version;
import io.hotupdate.supervisor.Crashes.Restart;
import org.jspecify.annotations.Nullable;

/**
 * Reads which release is to be started off the body of a request.
 */
final class MaintenanceStart {

	private MaintenanceStart() {
	}

	/**
	 * What a body asks for.
	 * @param body the body, {@code null} if it was not read
	 * @return what is to be started
	 * @throws UpdateException if it asks for nothing that can be done
	 */
	static Restart of(@Nullable String body) {
		if (body == null) {
			throw new UpdateException(Reason.BAD_REQUEST, "The body is too long, or has no Content-Length; perhaps you"
					+ " should send {\"version\": \"1.1.0\"} with it");
		}
		String version = text(body, "version");
		if (version == null) {
			throw new UpdateException(Reason.BAD_REQUEST,
					"The version is missing; perhaps you should send {\"version\": \"1.1.0\"}");
		}
		if (text(body, "artifact") != null) {
			throw new UpdateException(Reason.ARTIFACT_NOT_ALLOWED, "While no generation runs a release comes from the"
					+ " configured location alone; perhaps you should leave the artifact out");
		}
		UpdateRequest request = new UpdateRequest(new Version(version), null, text(body, "sha256"), null);
		return new Restart(request.version().value(), request.sha256());
	}

	/** A library for JSON would be too much for the supervisor. */
	private static @Nullable String text(String body, String name) {
		Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*(\"([^\"]*)\"|[^\\s,}]+)").matcher(body);
		if (!matcher.find() || matcher.group(1).equals("null")) {
			return null;
		}
		return (matcher.group(2) != null) ? matcher.group(2) : matcher.group(1);
	}

}
