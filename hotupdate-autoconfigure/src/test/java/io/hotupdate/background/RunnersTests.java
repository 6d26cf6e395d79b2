package io.hotupdate.background;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for runners that run once in a release.
 */
class RunnersTests {

	private static final ApplicationArguments ARGUMENTS = new DefaultApplicationArguments();

	private final Set<String> recorded = new LinkedHashSet<>();

	private final List<String> ran = new CopyOnWriteArrayList<>();

	@Test
	void ownerRecordsWhatHasRun() {
		run(true, () -> assertThat(this.ran).containsExactly("class", "lambda"));
		assertThat(this.recorded).containsExactly("classRunner", "lambdaRunner");
		run(true, () -> assertThat(this.ran).containsExactly("class", "lambda"));
	}

	@Test
	void successorRecordsWhenItBecomesTheOwner() {
		GenerationOwner owner = new GenerationOwner(false, java.time.Duration.ofSeconds(60));
		OnceRunners runners = new OnceRunners(new RunnerRecord(() -> this.recorded, this.recorded::add), false);
		runners.recordWith(owner);
		runners.done("first");
		assertThat(this.recorded).isEmpty();
		owner.start(Map.of());
		await().atMost(java.time.Duration.ofSeconds(60)).until(() -> this.recorded.contains("first"));
		runners.done("second");
		assertThat(this.recorded).containsExactly("first", "second");
	}

	@Test
	void runnerThatFailsRunsAgain() {
		context(true).withBean("failing", CommandLineRunner.class, () -> (arguments) -> {
			throw new IllegalStateException("on purpose");
		}).run((context) -> {
			assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean("failing", CommandLineRunner.class).run());
			assertThat(this.recorded).isEmpty();
		});
	}

	private void run(boolean owner, Runnable check) {
		context(owner).run((context) -> {
			context.getBean("classRunner", ClassRunner.class).run(ARGUMENTS);
			context.getBean("lambdaRunner", CommandLineRunner.class).run();
			assertThat(context.getBeanProvider(ClassRunner.class).orderedStream()).hasSize(1);
			check.run();
		});
	}

	private ApplicationContextRunner context(boolean owner) {
		return new ApplicationContextRunner().withUserConfiguration(Runners.class)
			.withBean("ran", RunnersTests.class, () -> this)
			.withBean(OnceRunners.class,
					() -> new OnceRunners(new RunnerRecord(() -> Set.copyOf(this.recorded), this.recorded::add),
							owner));
	}

	@Configuration(proxyBeanMethods = false)
	static class Runners {

		@Bean
		static RunnerPostProcessor runnerPostProcessor(ObjectProvider<OnceRunners> runners,
				ConfigurableListableBeanFactory beans) {
			return new RunnerPostProcessor(runners::getObject, beans);
		}

		@Bean
		ClassRunner classRunner(RunnersTests tests) {
			return new ClassRunner(tests);
		}

		@Bean
		CommandLineRunner lambdaRunner(RunnersTests tests) {
			return (arguments) -> tests.ran.add("lambda");
		}

	}

	@Order(1)
	static class ClassRunner implements ApplicationRunner {

		private final RunnersTests tests;

		ClassRunner(RunnersTests tests) {
			this.tests = tests;
		}

		@Override
		public void run(ApplicationArguments args) {
			this.tests.ran.add("class");
		}

	}

}
