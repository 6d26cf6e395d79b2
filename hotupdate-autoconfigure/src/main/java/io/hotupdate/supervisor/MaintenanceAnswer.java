package io.hotupdate.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An answer of an instance in maintenance.
 *
 * @param status status and phrase
 * @param type the type of the body
 * @param body the body
 * @param then what is to happen once it is sent
 */
record MaintenanceAnswer(String status, String type, String body, Runnable then) {

	private static final Runnable NOTHING = () -> {
	};

	static MaintenanceAnswer json(String status, String body) {
		return new MaintenanceAnswer(status, "application/json", body, NOTHING);
	}

	MaintenanceAnswer then(Runnable action) {
		return new MaintenanceAnswer(this.status, this.type, this.body, action);
	}

	/**
	 * As it is sent.
	 * @param withBody whether the body is wanted, or only told of
	 */
	byte[] bytes(boolean withBody) {
		String later = this.status.startsWith("503") ? "Retry-After: 60\r\n" : "";
		return ("HTTP/1.1 " + this.status + "\r\nContent-Type: " + this.type + "\r\nContent-Length: "
				+ this.body.getBytes(UTF_8).length + "\r\n" + later + "Connection: close\r\n\r\n"
				+ (withBody ? this.body : ""))
			.getBytes(UTF_8);
	}

}
