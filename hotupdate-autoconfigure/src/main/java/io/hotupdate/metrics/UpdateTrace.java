package io.hotupdate.metrics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

import io.micrometer.observation.transport.ReceiverContext;

/**
 * The trace of an update. Its id is made of the update's, so that what both generations
 * observe of it is one trace.
 */
final class UpdateTrace {

	private static final String HEADER = "traceparent";

	private static final int TRACE_ID = 16;

	private static final int SPAN_ID = 8;

	private UpdateTrace() {
	}

	/**
	 * A context that continues the trace, as one of W3C's headers would.
	 * @param updateId the update
	 */
	static ReceiverContext<Map<String, String>> of(String updateId) {
		ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get);
		context.setCarrier(Map.of(HEADER, header(updateId)));
		return context;
	}

	static String header(String updateId) {
		byte[] digest = sha256(updateId);
		HexFormat hex = HexFormat.of();
		return "00-" + hex.formatHex(digest, 0, TRACE_ID) + "-" + hex.formatHex(digest, TRACE_ID, TRACE_ID + SPAN_ID)
				+ "-01";
	}

	private static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
