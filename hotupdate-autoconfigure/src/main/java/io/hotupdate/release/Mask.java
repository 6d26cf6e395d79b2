package io.hotupdate.release;

import java.util.regex.Pattern;

/**
 * Masks what may be secret in a text with locations: the user information
 * ({@code user:password@}) and the values of query parameters.
 */
public final class Mask {

	private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#\\s]*@");

	private static final Pattern QUERY_VALUE = Pattern.compile("([?&][^=&#\\s]*=)[^&#\\s;,)]+");

	private static final Pattern BARE_QUERY = Pattern.compile("(://[^?\\s]*\\?)[^=&#\\s;,)]+(?=$|[\\s;,)#])");

	private Mask() {
	}

	/**
	 * Mask a text.
	 * @param text a location, or a message with locations in it
	 * @return the text without secrets
	 */
	public static String mask(String text) {
		String masked = USER_INFO.matcher(text).replaceAll("******@");
		masked = BARE_QUERY.matcher(masked).replaceAll("$1******");
		return QUERY_VALUE.matcher(masked).replaceAll("$1******");
	}

}
