package io.hotupdate.actuate;

/**
 * What a caller wrote, made fit for a log.
 */
final class AuditText {

	private static final int MAXIMUM = 200;

	private AuditText() {
	}

	/** Without anything that could end the line, hide text or turn its direction. */
	static String printable(String text) {
		StringBuilder result = new StringBuilder();
		text.codePoints().limit(MAXIMUM).forEach((point) -> result.appendCodePoint(isPrintable(point) ? point : '?'));
		return (text.codePointCount(0, text.length()) > MAXIMUM) ? result.append("...").toString() : result.toString();
	}

	private static boolean isPrintable(int point) {
		return switch (Character.getType(point)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

	/** In quotes where the text could be taken for two fields. */
	static String quoted(String text) {
		boolean plain = text.codePoints().noneMatch((point) -> point <= ' ' || point == '"' || point == '=');
		return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

	/**
	 * A location without credentials. Rather too little of it than a password that was
	 * not encoded.
	 */
	static String masked(String location) {
		return location.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1***@")
			.replaceFirst("(?s)[?#].*", "?***");
	}

}
