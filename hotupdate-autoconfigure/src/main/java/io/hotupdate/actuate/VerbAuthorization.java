package io.hotupdate.actuate;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.hotupdate.Reason;

import org.springframework.http.MediaType;
import org.springframework.util.ClassUtils;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeTypeUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Who may use a verb. The endpoint runs code, so a caller either is authenticated by the
 * application's own security or shows the token of the store. Where the call comes from
 * proves nothing: behind a proxy everyone comes from the loopback address.
 */
public final class VerbAuthorization {

	private static final String SCHEME = "Bearer";

	private static final String TOKEN_OF_THE_STORE = "token";

	private final Supplier<@Nullable String> token;

	private final Set<String> roles;

	/**
	 * Create the authorization.
	 * @param token the content of the store's token file; {@code null} or blank if there
	 * is none, and then no token is right
	 * @param roles one of these an authenticated user must have; empty if each
	 * authenticated user of the application may update it
	 */
	public VerbAuthorization(Supplier<@Nullable String> token, Set<String> roles) {
		this.token = token;
		this.roles = Set.copyOf(roles);
	}

	/**
	 * Let a call pass or refuse it.
	 * @return who calls
	 */
	String authorize(Call call) {
		if (hasToken(call)) {
			return TOKEN_OF_THE_STORE;
		}
		Principal principal = call.securityContext().getPrincipal();
		if (principal == null || !isAuthenticated(principal)) {
			throw refused(HttpStatuses.UNAUTHORIZED, "This endpoint runs code, so its verbs need the token of the"
					+ " release store; perhaps you should send 'Authorization: Bearer <token>' with the content of the"
					+ " file named token in hotupdate.home, or let Spring Security protect the endpoint"
					+ " (docs/secure.md)");
		}
		if (!this.roles.isEmpty() && this.roles.stream().noneMatch(call.securityContext()::isUserInRole)) {
			throw refused(HttpStatuses.FORBIDDEN, "You are known but have none of the roles that may update this"
					+ " application; perhaps you should ask for one of them");
		}
		if (call.isServlet() && !isJson(call.contentType())) {
			// A page of another site can make a logged-in browser post, but not JSON
			throw new CallRefusedException(HttpStatuses.UNSUPPORTED_MEDIA_TYPE, Reason.BAD_REQUEST,
					"A user's verb is taken as JSON only, so that no other site's page can send it; perhaps you should"
							+ " send 'Content-Type: application/json'");
		}
		return "user " + principal.getName();
	}

	private boolean hasToken(Call call) {
		List<String> headers = call.headers("Authorization");
		// Of two headers a proxy may have judged the other one
		if (headers.size() != 1) {
			return false;
		}
		String[] parts = headers.get(0).trim().split("\\s+", 2);
		if (parts.length != 2 || !SCHEME.equalsIgnoreCase(parts[0])) {
			return false;
		}
		String expected = this.token.get();
		return expected != null && !expected.isBlank()
				&& MessageDigest.isEqual(bytes(parts[1].trim()), bytes(expected.trim()));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Spring Security is not on the class path of everyone, so its Authentication is
	 * recognised by name: an anonymous one is a principal too, and so is one that has not
	 * been checked yet.
	 */
	private static boolean isAuthenticated(Principal principal) {
		for (Class<?> type = principal.getClass(); type != null; type = type.getSuperclass()) {
			if (type.getSimpleName().equals("AnonymousAuthenticationToken")) {
				return false;
			}
		}
		Method method = ClassUtils.getMethodIfAvailable(principal.getClass(), "isAuthenticated");
		if (method == null) {
			return true;
		}
		ReflectionUtils.makeAccessible(method);
		return Boolean.TRUE.equals(ReflectionUtils.invokeMethod(method, principal));
	}

	private static boolean isJson(@Nullable String contentType) {
		if (contentType == null) {
			return false;
		}
		try {
			MediaType type = MediaType.asMediaType(MimeTypeUtils.parseMimeType(contentType));
			return MediaType.APPLICATION_JSON.getType().equals(type.getType())
					&& (MediaType.APPLICATION_JSON.getSubtype().equals(type.getSubtype())
							|| "json".equals(type.getSubtypeSuffix()));
		}
		catch (InvalidMimeTypeException ex) {
			return false;
		}
	}

	private static CallRefusedException refused(int status, String message) {
		return new CallRefusedException(status, Reason.NOT_AUTHORIZED, message);
	}

}
