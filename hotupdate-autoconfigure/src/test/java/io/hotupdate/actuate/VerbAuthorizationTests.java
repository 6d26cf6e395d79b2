package io.hotupdate.actuate;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.security.Principal;
import java.util.List;
import java.util.Map;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.hotupdate.actuate.RunningApplication.Answer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.web.filter.OncePerRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerbAuthorizationTests {

	private RunningApplication application;

	@BeforeAll
	void start() {
		this.application = RunningApplication.start(Principals.class);
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void anonymousIsRefusedAndToldWhatToDo() {
		for (String path : List.of("", "/plan", "/pause", "/rollback", "/nonsense")) {
			Answer answer = plan(path);
			assertThat(answer.status()).as(path).isEqualTo(401);
			assertThat(answer.response().headers().firstValue("WWW-Authenticate")).contains("Bearer");
			assertThat(answer.field("reason")).isEqualTo("NOT_AUTHORIZED");
			assertThat(answer.message()).contains("token", "hotupdate.home", "Spring Security");
			assertThat(answer.text()).doesNotContain("null", "currentVersion", RunningApplication.TOKEN);
		}
	}

	@Test
	void readingNeedsNoToken() {
		assertThat(this.application.get("").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer s3cret-token", "bearer s3cret-token", "BEARER   s3cret-token",
			"Bearer s3cret-token  " })
	void rightToken(String header) {
		assertThat(plan("/plan", "Authorization", header).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer s3cret-toke", "Bearer s3cret-token2", "Bearer S3CRET-TOKEN", "Bearer", "Bearer ",
			"s3cret-token", "Basic s3cret-token", "Bearer s3cret-token, Bearer x" })
	void wrongToken(String header) {
		assertThat(plan("/plan", "Authorization", header).status()).isEqualTo(401);
	}

	@Test
	void twoHeadersAreNone() {
		assertThat(plan("/plan", "Authorization", "Basic eDp5", "Authorization", "Bearer s3cret-token").status())
			.isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "localhost" })
	void whereItComesFromProvesNothing(String claimed) {
		assertThat(plan("/plan", "X-Forwarded-For", claimed, "X-Real-IP", claimed).status()).isEqualTo(401);
	}

	@Test
	void authenticatedUser() {
		assertThat(plan("/plan", "X-Test-User", "ann", "Content-Type", "application/json; charset=utf-8").status())
			.isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "anonymous", "unchecked" })
	void principalThatIsNotAuthenticated(String user) {
		assertThat(plan("/plan", "X-Test-User", user, "Content-Type", "application/json").status()).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "nonsense" })
	void userIsTakenWithJsonOnly(String contentType) {
		assertThat(plan("/plan", "X-Test-User", "ann", "Content-Type", contentType).status()).isIn(400, 415);
		assertThat(plan("/plan", "X-Test-User", "ann").status()).isEqualTo(415);
	}

	@Test
	void userWithoutTheRole() {
		try (RunningApplication withRole = RunningApplication.start(
				Map.of("management.endpoint.hotupdate.access", "unrestricted", "test.roles", "OPERATOR"),
				Principals.class)) {
			HttpRequest.Builder ann = withRole.request("/plan")
				.POST(HttpRequest.BodyPublishers.noBody())
				.headers("X-Test-User", "ann", "Content-Type", "application/json");
			Answer refused = withRole.send(ann.build());
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.field("reason")).isEqualTo("NOT_AUTHORIZED");
			assertThat(withRole.send(ann.header("X-Test-Role", "OPERATOR").build()).status()).isEqualTo(200);
			assertThat(withRole.send(withRole.post("/plan", "{}")).status()).isEqualTo(200);
		}
	}

	private Answer plan(String path, String... headers) {
		HttpRequest.Builder request = this.application.request(path);
		if (path.isEmpty()) {
			request.POST(HttpRequest.BodyPublishers.ofString("{\"version\":\"1.1.0\"}"))
				.header("Content-Type", "application/json");
		}
		else {
			request.POST(HttpRequest.BodyPublishers.noBody());
		}
		return this.application.send((headers.length > 0) ? request.headers(headers).build() : request.build());
	}

	/** Plays the application's security: a header names the user. */
	@Configuration(proxyBeanMethods = false)
	static class Principals {

		@Bean
		Filter principals() {
			return new OncePerRequestFilter() {

				@Override
				protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response,
						FilterChain chain) throws ServletException, IOException {
					chain.doFilter(new WithPrincipal(request), response);
				}

			};
		}

	}

	private static final class WithPrincipal extends HttpServletRequestWrapper {

		WithPrincipal(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable Principal getUserPrincipal() {
			String user = getHeader("X-Test-User");
			if (user == null) {
				return null;
			}
			return switch (user) {
				case "anonymous" ->
					new AnonymousAuthenticationToken("key", user, AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));
				case "unchecked" -> UsernamePasswordAuthenticationToken.unauthenticated(user, "password");
				default -> UsernamePasswordAuthenticationToken.authenticated(user, "password", List.of());
			};
		}

		@Override
		public boolean isUserInRole(String role) {
			return role.equals(getHeader("X-Test-Role"));
		}

	}

}
