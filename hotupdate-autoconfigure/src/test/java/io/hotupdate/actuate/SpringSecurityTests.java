package io.hotupdate.actuate;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.hotupdate.actuate.RunningApplication.Answer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipe of docs/secure.md with a real Spring Security.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringSecurityTests {

	private RunningApplication application;

	private RunningApplication open;

	@BeforeAll
	void start() {
		this.application = RunningApplication.start(Recipe.class);
		this.open = RunningApplication.start(LetsEverybodyIn.class);
	}

	@AfterAll
	void stop() {
		this.application.close();
		this.open.close();
	}

	@Test
	void operatorMayUpdate() {
		Answer answer = plan(this.application, "operator");
		assertThat(answer.status()).isEqualTo(200);
	}

	@Test
	void otherUserMayReadOnly() {
		assertThat(plan(this.application, "customer").status()).isEqualTo(403);
		HttpRequest read = this.application.request("").header("Authorization", basic("customer")).build();
		assertThat(this.application.send(read).status()).isEqualTo(200);
	}

	@Test
	void anonymousIsRefusedBySpringSecurity() {
		assertThat(plan(this.application, null).status()).isEqualTo(401);
	}

	@Test
	void anonymousThatSpringSecurityLetsInIsRefusedHere() {
		Answer answer = plan(this.open, null);
		assertThat(answer.status()).isEqualTo(401);
		assertThat(answer.field("reason")).isEqualTo("NOT_AUTHORIZED");
	}

	@Test
	void tokenWorksWhereSpringSecurityLetsItThrough() {
		assertThat(this.open.send(this.open.post("/plan", "{}")).status()).isEqualTo(200);
	}

	private static Answer plan(RunningApplication application, @Nullable String user) {
		HttpRequest.Builder request = application.request("/plan")
			.POST(HttpRequest.BodyPublishers.ofString("{}"))
			.header("Content-Type", "application/json");
		return application
			.send((user != null) ? request.header("Authorization", basic(user)).build() : request.build());
	}

	private static String basic(String user) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":pw").getBytes(StandardCharsets.UTF_8));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSecurity
	static class Recipe {

		@Bean
		@Order(1)
		SecurityFilterChain hotUpdateSecurity(HttpSecurity http) throws Exception {
			http.securityMatcher("/actuator/hotupdate", "/actuator/hotupdate/**");
			http.authorizeHttpRequests((requests) -> requests.requestMatchers(HttpMethod.GET)
				.authenticated()
				.anyRequest()
				.hasRole("OPERATOR"));
			http.csrf((csrf) -> csrf.ignoringRequestMatchers("/actuator/hotupdate", "/actuator/hotupdate/**"));
			http.httpBasic(Customizer.withDefaults());
			return http.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("operator").password("{noop}pw").roles("OPERATOR").build(),
					User.withUsername("customer").password("{noop}pw").roles("CUSTOMER").build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSecurity
	static class LetsEverybodyIn {

		@Bean
		SecurityFilterChain security(HttpSecurity http) throws Exception {
			http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll());
			http.csrf((csrf) -> csrf.disable());
			return http.build();
		}

	}

}
