package io.hotupdate.process;

import java.util.regex.Pattern;

/** Text that may be shown: values whose key smells of a secret are hidden. */
final class Masked {

	private static final Pattern SECRET = Pattern.compile(
			"(?i)([\\w.\\-]*(?:secret|passw|pwd|passphrase|token|key|credential)[\\w.\\-\\[\\]]*[=:]).*",
			Pattern.DOTALL);

	private static final Pattern USER_INFO = Pattern.compile("://[^/\\s@]*@");

	private Masked() {
	}

	static String of(String text) {
		return USER_INFO.matcher(SECRET.matcher(text).replaceFirst("$1***")).replaceAll("://***@");
	}

}
