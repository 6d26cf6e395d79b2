package io.hotupdate.release;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The bearer token for the verbs, made once.
 */
final class BearerToken {

	static final String FILE = "token";

	private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

	private static final int BYTES = 32;

	private final StateFiles state;

	BearerToken(StateFiles state) {
		this.state = state;
	}

	String value() {
		Optional<String> known = this.state.read(FILE).filter((it) -> FORM.matcher(it).matches());
		if (known.isPresent()) {
			return known.get();
		}
		byte[] random = new byte[BYTES];
		new SecureRandom().nextBytes(random);
		String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
		this.state.write(FILE, token);
		return token;
	}

}
