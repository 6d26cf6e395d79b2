package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.hotupdate.BackgroundWork;
import io.hotupdate.GenerationOwnership;
import io.hotupdate.Handover.Finding;
import io.hotupdate.OwnerOnly;
import io.hotupdate.Version;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.background.OnceRunners;
import io.hotupdate.background.OwnerLifecycleProcessor;
import io.hotupdate.handover.Generation;
import io.hotupdate.handover.Predecessor;
import io.hotupdate.process.OriginalCommand;
import io.hotupdate.release.ApplicationIdentity;
import io.hotupdate.release.Store;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.function.SingletonSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the auto-configurations of background work.
 */
class HotUpdateBackgroundAutoConfigurationTests {

	private static final AutoConfigurations BACKGROUND = AutoConfigurations
		.of(HotUpdateBackgroundAutoConfiguration.class, LifecycleAutoConfiguration.class);

	@TempDir
	Path home;

	/** One process opens it once. */
	private final Supplier<Store> store = SingletonSupplier.of(() -> Store.open(this.home));

	@Test
	void onlyGenerationIsTheOwner() {
		new ApplicationContextRunner().withConfiguration(BACKGROUND)
			.withBean(TaskScheduler.class, ThreadPoolTaskScheduler::new)
			.run((context) -> {
				GenerationOwnership ownership = context.getBean(GenerationOwnership.class);
				AtomicInteger runs = new AtomicInteger();
				assertThat(ownership.isOwner()).isTrue();
				assertThat(ownership.runWhenOwner(runs::incrementAndGet)).isTrue();
				assertThat(runs).hasValue(1);
				assertThat(context).doesNotHaveBean(BackgroundWork.class);
				assertThat(AopUtils.isAopProxy(context.getBean(TaskScheduler.class))).isFalse();
				assertThat(context.getBean(LifecycleProcessor.class)).isNotInstanceOf(OwnerLifecycleProcessor.class);
			});
	}

	@Test
	void disabledItIsTheOwnerToo() {
		shared(false).withPropertyValues("hotupdate.enabled=false").run(this::isTheOnlyGeneration);
		shared(false).withPropertyValues("hotupdate.background.enabled=false").run(this::isTheOnlyGeneration);
		shared(false).withPropertyValues("hotupdate.handover.mode=restart-in-place").run(this::isTheOnlyGeneration);
	}

	private void isTheOnlyGeneration(org.springframework.context.ApplicationContext context) {
		assertThat(context.getBean(GenerationOwnership.class).isOwner()).isTrue();
		assertThat(context.getBeansOfType(BackgroundWork.class)).isEmpty();
	}

	@Test
	void firstGenerationIsTheOwner() {
		shared(false).withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=3s").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(GenerationOwnership.class);
			assertThat(context.getBean(GenerationOwnership.class).isOwner()).isTrue();
			assertThat(context.getBean(LifecycleProcessor.class)).isInstanceOf(OwnerLifecycleProcessor.class)
				.hasFieldOrPropertyWithValue("timeoutPerShutdownPhase", 3000L);
			assertThat(context.getBean("consumer", SmartLifecycle.class).isRunning()).isTrue();
			assertThat(AopUtils.isAopProxy(context.getBean(TaskScheduler.class))).isTrue();
			assertThat(context.getBean(BackgroundChecks.class).get()).isEmpty();
		});
	}

	@Test
	void successorIsNot() {
		shared(true).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(GenerationOwnership.class).isOwner()).isFalse();
			assertThat(context.getBean("consumer", SmartLifecycle.class).isRunning()).isFalse();
		});
	}

	@Test
	void lifecycleProcessorOfTheApplicationIsAFinding() {
		shared(true).withBean("lifecycleProcessor", DefaultLifecycleProcessor.class, DefaultLifecycleProcessor::new)
			.run((context) -> {
				assertThat(context.getBean("consumer", SmartLifecycle.class).isRunning()).isTrue();
				assertThat(context.getBean(BackgroundChecks.class).get()).singleElement().satisfies((finding) -> {
					assertThat(finding).extracting(Finding::code, Finding::blocking)
						.containsExactly("LIFECYCLE_PROCESSOR", false);
					assertThat(finding.message()).endsWith(": consumer");
					assertThat(finding.remedy()).startsWith("Perhaps you should");
				});
			});
	}

	@Test
	void runnersRunOnceInARelease() throws Exception {
		AtomicInteger runs = new AtomicInteger();
		HotUpdateStart start = start(false);
		for (int round = 0; round < 2; round++) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(HotUpdateRunnersAutoConfiguration.class))
				.withPropertyValues("hotupdate.runners=once-per-release")
				.withBean(HotUpdateStart.class, () -> start)
				.withBean("import", CommandLineRunner.class, () -> (arguments) -> runs.incrementAndGet())
				.run((context) -> context.getBean(CommandLineRunner.class).run());
		}
		assertThat(runs).hasValue(1);
		assertThat(this.store.get().runners(new Version("1.0.0"))).containsExactly("import");
		assertThat(this.store.get().runners(new Version("1.1.0"))).isEmpty();
	}

	@Test
	void runnersRunAtEveryStartByDefault() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(HotUpdateRunnersAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(OnceRunners.class));
	}

	@Test
	void stopTimeoutIsChecked() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new BackgroundProperties(true, java.time.Duration.ofSeconds(-1), java.util.Set.of(),
					java.util.Set.of()))
			.withMessageContaining("hotupdate.background.stop-timeout");
	}

	private WebApplicationContextRunner shared(boolean successor) {
		return new WebApplicationContextRunner().withConfiguration(BACKGROUND)
			.withUserConfiguration(Application.class)
			.withBean("start", HotUpdateStart.class, () -> start(successor));
	}

	private HotUpdateStart start(boolean successor) {
		Store store = this.store.get();
		if (!successor) {
			assertThat(store.tryOwn()).isTrue();
		}
		Generation self = new Generation(1, ProcessHandle.current().pid(), new Version("1.0.0"), Instant.now(),
				this.home);
		CompletableFuture<@Nullable Predecessor> meeting = new CompletableFuture<>();
		return new HotUpdateStart(new Running(OriginalCommand.ofThisProcess(), this.home.resolve("app.jar"),
				new ApplicationIdentity("com.example", "app", "1.0.0"), store, self, successor ? meeting : null), null);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		ThreadPoolTaskScheduler taskScheduler() {
			return new ThreadPoolTaskScheduler();
		}

		@Bean
		@OwnerOnly
		SmartLifecycle consumer() {
			return new Consumer();
		}

	}

	private static final class Consumer implements SmartLifecycle {

		private boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
