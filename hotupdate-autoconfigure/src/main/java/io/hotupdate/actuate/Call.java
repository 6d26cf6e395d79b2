package io.hotupdate.actuate;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.HandlerMapping;

/**
 * One call of the endpoint over the web: its arguments, and, on a servlet container, the
 * request that brought it.
 */
final class Call {

	private final SecurityContext securityContext;

	private final Map<String, Object> arguments;

	private final @Nullable HttpServletRequest request;

	private final @Nullable HttpServletResponse response;

	private Call(SecurityContext securityContext, Map<String, Object> arguments, @Nullable HttpServletRequest request,
			@Nullable HttpServletResponse response) {
		this.securityContext = securityContext;
		this.arguments = arguments;
		this.request = request;
		this.response = response;
	}

	static Call of(InvocationContext context) {
		SecurityContext security = Objects.requireNonNullElse(context.resolveArgument(SecurityContext.class),
				SecurityContext.NONE);
		RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
		if (attributes == null) {
			return new Call(security, context.getArguments(), null, null);
		}
		return (attributes instanceof ServletRequestAttributes servlet)
				? new Call(security, context.getArguments(), servlet.getRequest(), servlet.getResponse())
				: new Call(security, context.getArguments(), null, null);
	}

	/**
	 * The value of a path variable. Not from the arguments: there the query and the body
	 * overwrite what the path says, and a proxy may have let the call pass because of its
	 * path.
	 */
	String pathVariable(String name) {
		Object variables = (this.request != null)
				? this.request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) : null;
		Object value = ((variables instanceof Map<?, ?> map) ? map : this.arguments).get(name);
		return String.valueOf(value);
	}

	/**
	 * An argument from the body or the query.
	 * @throws UpdateException if it is there without a value, or more than once
	 */
	@Nullable String text(String name) {
		Object value = this.arguments.get(name);
		if (value == null) {
			return null;
		}
		if (value instanceof Collection<?>) {
			throw badRequest("'" + name + "' is there more than once; perhaps you should send it once");
		}
		String text = value.toString().trim();
		if (text.isEmpty()) {
			throw badRequest("'" + name + "' has no value; perhaps you should give it one, or leave it out");
		}
		return text;
	}

	/** What the caller claims for an argument, for the trail: nothing is checked. */
	String claimed(String name) {
		return Objects.toString(this.arguments.get(name), "");
	}

	void requireOnly(Set<String> names) {
		Set<String> unknown = new TreeSet<>(this.arguments.keySet());
		unknown.removeAll(names);
		if (!unknown.isEmpty()) {
			throw badRequest("Unknown: " + String.join(", ", unknown) + "; perhaps you meant one of "
					+ String.join(", ", new TreeSet<>(names)));
		}
	}

	SecurityContext securityContext() {
		return this.securityContext;
	}

	List<String> headers(String name) {
		return (this.request != null) ? Collections.list(this.request.getHeaders(name)) : List.of();
	}

	@Nullable String contentType() {
		return (this.request != null) ? this.request.getContentType() : null;
	}

	boolean isServlet() {
		return this.request != null;
	}

	String remoteAddress() {
		return (this.request != null) ? String.valueOf(this.request.getRemoteAddr()) : "unknown";
	}

	void attribute(String name, @Nullable Object value) {
		if (this.request != null) {
			this.request.setAttribute(name, value);
		}
	}

	void responseHeader(String name, String value) {
		if (this.response != null) {
			this.response.setHeader(name, value);
		}
	}

	static UpdateException badRequest(String message) {
		return new UpdateException(Reason.BAD_REQUEST, message);
	}

}
