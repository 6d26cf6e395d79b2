package io.hotupdate.background;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.hotupdate.EveryGeneration;
import io.hotupdate.GenerationOwnershipEvent;
import io.hotupdate.OwnerOnly;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for beans with a lifecycle, and for the event.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnerLifecycleTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final ApplicationContextRunner successor = OwnedApplication.successor()
		.withUserConfiguration(Containers.class);

	@Test
	void chosenBeansWaitForOwnership() {
		this.successor.run((context) -> {
			Containers containers = context.getBean(Containers.class);
			assertThat(containers.log).containsExactlyInAnyOrder("start ordinary", "start excluded",
					"start everywhere");
			containers.log.clear();
			context.getBean(GenerationOwner.class).start(Map.of());
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(containers.log).containsExactly("start annotated", "start included"));
			containers.log.clear();
			context.getBean(GenerationOwner.class).stop();
			assertThat(containers.log).containsExactly("stop included", "stop annotated");
			containers.log.clear();
			context.getBean(GenerationOwner.class).start(Map.of());
			await().atMost(LIMIT)
				.untilAsserted(() -> assertThat(containers.log).containsExactly("start annotated", "start included"));
			containers.log.clear();
			context.getSourceApplicationContext().stop();
			assertThat(containers.log).contains("stop annotated", "stop included", "stop ordinary");
		});
	}

	@Test
	void contextThatIsStartedAgainStillWithholds() {
		this.successor.run((context) -> {
			Containers containers = context.getBean(Containers.class);
			context.getSourceApplicationContext().stop();
			context.getSourceApplicationContext().start();
			assertThat(containers.log).contains("start ordinary").doesNotContain("start annotated", "start included");
		});
	}

	@Test
	void ownerStartsThemWithItself() {
		this.successor.withPropertyValues("owner=true")
			.run((context) -> assertThat(context.getBean(Containers.class).log).contains("start annotated",
					"start included", "start ordinary"));
	}

	@Test
	void beanThatDoesNotStartIsToldAndTheOthersStart(CapturedOutput output) {
		this.successor.run((context) -> {
			Containers containers = context.getBean(Containers.class);
			containers.failing = "annotated";
			containers.log.clear();
			context.getBean(GenerationOwner.class).start(Map.of());
			await().atMost(LIMIT).untilAsserted(() -> assertThat(containers.log).containsExactly("start included"));
			assertThat(output).contains("ERROR").contains("The bean annotated did not start");
		});
	}

	@Test
	void eventsComeInOrder() {
		this.successor.withUserConfiguration(Listener.class).run((context) -> {
			List<Boolean> events = context.getBean(Listener.class).events;
			GenerationOwner owner = context.getBean(GenerationOwner.class);
			owner.start(Map.of());
			owner.stop();
			owner.start(Map.of());
			await().atMost(LIMIT).untilAsserted(() -> assertThat(events).containsExactly(true, false, true));
		});
	}

	@Test
	void chosenBeansAreNamed() {
		this.successor.run((context) -> assertThat(context.getBean(BackgroundBeans.class).lifecycles())
			.containsExactlyInAnyOrder("annotated", "included"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		private final List<Boolean> events = new CopyOnWriteArrayList<>();

		@EventListener
		void changed(GenerationOwnershipEvent event) {
			this.events.add(event.owner());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Containers {

		private final List<String> log = new CopyOnWriteArrayList<>();

		private volatile String failing = "";

		@Bean
		@OwnerOnly
		SmartLifecycle annotated() {
			return new Container(this, "annotated", 1);
		}

		@Bean
		SmartLifecycle included() {
			return new Container(this, "included", 2);
		}

		@Bean
		@OwnerOnly
		SmartLifecycle excluded() {
			return new Container(this, "excluded", 3);
		}

		@Bean
		@OwnerOnly
		@EveryGeneration
		SmartLifecycle everywhere() {
			return new Container(this, "everywhere", 3);
		}

		@Bean
		SmartLifecycle ordinary() {
			return new Container(this, "ordinary", 4);
		}

	}

	private static final class Container implements SmartLifecycle {

		private final Containers containers;

		private final String name;

		private final int phase;

		private volatile boolean running;

		Container(Containers containers, String name, int phase) {
			this.containers = containers;
			this.name = name;
			this.phase = phase;
		}

		@Override
		public void start() {
			if (this.containers.failing.equals(this.name)) {
				throw new IllegalStateException("on purpose");
			}
			this.running = true;
			this.containers.log.add("start " + this.name);
		}

		@Override
		public void stop() {
			this.running = false;
			this.containers.log.add("stop " + this.name);
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

}
