package io.hotupdate.background;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for service registration with the interface of Spring Cloud.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegistrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Instance instance = new Instance("orders-1");

	@Test
	void twentyUpdatesShowNoDownAndNoDeregistration() {
		List<String> calls = new CopyOnWriteArrayList<>();
		ServiceRegistry<Registration> first = registry(calls, owner(true), null);
		first.register(this.instance);
		GenerationOwner before = this.owners.get(0);
		ServiceRegistry<Registration> registryBefore = first;
		for (int update = 1; update <= 20; update++) {
			GenerationOwner after = owner(false);
			ServiceRegistry<Registration> registryAfter = registry(calls, after, null);
			registryAfter.register(this.instance);
			assertThat(calls).hasSize(update);
			before.stop();
			after.start(Map.of());
			int registered = update + 1;
			await().atMost(LIMIT).untilAsserted(() -> assertThat(calls).hasSize(registered));
			end(registryBefore);
			before = after;
			registryBefore = registryAfter;
		}
		assertThat(calls).hasSize(21).containsOnly("register orders-1");
		end(registryBefore);
		assertThat(calls.subList(21, calls.size())).containsExactly("setStatus orders-1 OUT_OF_SERVICE",
				"setStatus orders-1 DOWN", "deregister orders-1", "close");
	}

	@Test
	void takeBackRegistersAgain() {
		List<String> calls = new CopyOnWriteArrayList<>();
		GenerationOwner owner = owner(true);
		ServiceRegistry<Registration> registry = registry(calls, owner, null);
		registry.register(this.instance);
		owner.stop();
		owner.start(Map.of());
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(calls).containsExactly("register orders-1", "register orders-1"));
		assertThat(registry.<String>getStatus(this.instance)).isEqualTo("UP");
	}

	@Test
	void registryThatIsDownIsToldOf(CapturedOutput output) {
		GenerationOwner owner = owner(false);
		registry(new CopyOnWriteArrayList<>(), owner, new IllegalStateException("on purpose")).register(this.instance);
		owner.start(Map.of());
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(output).contains("ERROR").contains("could not be registered"));
	}

	@Test
	void registryOfAnApplicationIsFoundByItsInterface() {
		OwnedApplication.successor().withBean("registry", Recording.class, () -> new Recording(null)).run((context) -> {
			Recording registry = context.getBean(Recording.class);
			registry.register(this.instance);
			assertThat(registry.calls()).isEmpty();
			context.getBean(GenerationOwner.class).start(Map.of());
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(registry.calls()).containsExactly("register orders-1"));
		});
	}

	private final List<GenerationOwner> owners = new CopyOnWriteArrayList<>();

	private GenerationOwner owner(boolean owner) {
		GenerationOwner one = new GenerationOwner(owner, LIMIT);
		this.owners.add(one);
		return one;
	}

	@SuppressWarnings("unchecked")
	private static ServiceRegistry<Registration> registry(List<String> calls, GenerationOwner owner,
			@Nullable RuntimeException failure) {
		Recording target = new Recording(calls, failure);
		Registrations registrations = new Registrations(owner, target);
		owner.add("service registration", registrations);
		return (ServiceRegistry<Registration>) Proxies.of(target, "registry", new DefaultListableBeanFactory(),
				registrations::call);
	}

	/** As an application does that ends. */
	private void end(ServiceRegistry<Registration> registry) {
		registry.setStatus(this.instance, "OUT_OF_SERVICE");
		registry.setStatus(this.instance, "DOWN");
		registry.deregister(this.instance);
		registry.close();
	}

	static class Recording implements ServiceRegistry<Registration> {

		private final List<String> calls;

		private final @Nullable RuntimeException failure;

		Recording(@Nullable RuntimeException failure) {
			this(new CopyOnWriteArrayList<>(), failure);
		}

		Recording(List<String> calls, @Nullable RuntimeException failure) {
			this.calls = calls;
			this.failure = failure;
		}

		public List<String> calls() {
			return this.calls;
		}

		@Override
		public void register(@Nullable Registration registration) {
			if (this.failure != null) {
				throw this.failure;
			}
			this.calls.add("register " + registration);
		}

		@Override
		public void deregister(@Nullable Registration registration) {
			this.calls.add("deregister " + registration);
		}

		@Override
		public void close() {
			this.calls.add("close");
		}

		@Override
		public void setStatus(Registration registration, String status) {
			this.calls.add("setStatus " + registration + " " + status);
		}

		@Override
		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
		public <T> T getStatus(Registration registration) {
			return (T) "UP";
		}

	}

	private record Instance(String id) implements Registration {

		@Override
		public String getServiceId() {
			return "orders";
		}

		@Override
		public String getHost() {
			return "127.0.0.1";
		}

		@Override
		public int getPort() {
			return 8080;
		}

		@Override
		public boolean isSecure() {
			return false;
		}

		@Override
		public URI getUri() {
			return URI.create("http://127.0.0.1:8080");
		}

		@Override
		public Map<String, String> getMetadata() {
			return Map.of();
		}

		@Override
		public String toString() {
			return this.id;
		}

	}

}
