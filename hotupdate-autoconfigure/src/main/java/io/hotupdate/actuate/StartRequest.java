package io.hotupdate.actuate;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.hotupdate.UpdateRequest;
import io.hotupdate.Version;

/**
 * Reads an {@link UpdateRequest} off a call.
 */
final class StartRequest {

	private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");

	private StartRequest() {
	}

	static UpdateRequest of(Call call) {
		String version = call.text("version");
		if (version == null) {
			throw Call.badRequest("The version is missing; perhaps you should send {\"version\": \"1.1.0\"}");
		}
		return new UpdateRequest(new Version(version), call.text("artifact"), call.text("sha256"),
				idempotencyKey(call.headers("Idempotency-Key")));
	}

	static boolean queue(Call call) {
		String queue = call.text("queue");
		if (queue == null || queue.equals("false")) {
			return false;
		}
		if (!queue.equals("true")) {
			throw Call.badRequest("'queue' is neither true nor false; perhaps you should send true, or leave it out");
		}
		return true;
	}

	static @Nullable String idempotencyKey(List<String> headers) {
		if (headers.isEmpty()) {
			return null;
		}
		if (headers.size() > 1 || !KEY.matcher(headers.get(0)).matches()) {
			throw Call.badRequest("The Idempotency-Key is not one word of 1 to 128 printable ASCII characters; perhaps"
					+ " you should send a UUID");
		}
		return headers.get(0);
	}

}
