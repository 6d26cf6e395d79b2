package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import io.hotupdate.Rollouts;
import io.hotupdate.Version;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.cluster.ClusterLock;
import io.hotupdate.cluster.ClusterMember;
import io.hotupdate.cluster.GroupMetrics;
import io.hotupdate.cluster.ClusterQueue;
import io.hotupdate.cluster.LockUnavailableException;
import io.hotupdate.cluster.RedisSettings;
import io.hotupdate.cluster.RedisSettings.Mode;
import io.hotupdate.cluster.RedisSettings.Node;
import io.hotupdate.handover.Generation;
import io.hotupdate.process.OriginalCommand;
import io.hotupdate.release.ApplicationIdentity;
import io.hotupdate.release.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The group as an application gets it.
 */
class HotUpdateClusterAutoConfigurationTests {

	@TempDir
	Path home;

	private final WebApplicationContextRunner application = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(
				AutoConfigurations.of(HotUpdateAutoConfiguration.class, HotUpdateTomcatAutoConfiguration.class,
						HotUpdateEndpointAutoConfiguration.class, HotUpdateBackgroundAutoConfiguration.class,
						HotUpdateRunnersAutoConfiguration.class, HotUpdateClusterAutoConfiguration.class,
						HotUpdateRedisAutoConfiguration.class, LifecycleAutoConfiguration.class,
						SslAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class))
		.withPropertyValues("server.port=0", "server.address=127.0.0.1")
		.withBean(HotUpdateStart.class, this::running);

	private final WebApplicationContextRunner grouped = this.application
		.withPropertyValues("hotupdate.cluster.enabled=true");

	@Test
	void thereIsNoGroupUnlessItIsWanted() {
		this.application.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ClusterMember.class)
			.doesNotHaveBean(Rollouts.class)
			.doesNotHaveBean(RedisSettings.class)
			.doesNotHaveBean(ClusterLock.class));
	}

	@Test
	void locksAreOfferedAndFailWithoutRedis() {
		this.grouped.withPropertyValues("spring.data.redis.port=1").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ClusterLock.class).hasSingleBean(ClusterQueue.class);
			assertThatExceptionOfType(LockUnavailableException.class)
				.isThrownBy(() -> context.getBean(ClusterLock.class).acquire("a", Duration.ofSeconds(1)));
		});
	}

	@Test
	void withoutRedisTheApplicationStartsAndSaysSo() {
		this.grouped
			.withPropertyValues("spring.application.name=desk", "spring.data.redis.port=1",
					"hotupdate.cluster.instance-id=one")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(ClusterMember.class);
				assertThat(context.getBean(Rollouts.class).membership()).containsEntry("state", "DISCONNECTED")
					.containsEntry("group", "desk")
					.containsEntry("instance", "one");
			});
	}

	@Test
	void theGroupIsMeasured() {
		this.grouped.withPropertyValues("spring.data.redis.port=1")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(GroupMetrics.class));
	}

	@Test
	void theGroupIsNotMeasuredIfNothingIs() {
		this.grouped.withPropertyValues("spring.data.redis.port=1", "hotupdate.metrics.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GroupMetrics.class));
	}

	@Test
	void withoutMicrometerThereIsAGroupAllTheSame() {
		this.grouped.withPropertyValues("spring.data.redis.port=1")
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ClusterMember.class));
	}

	@Test
	void withoutLettuceTheApplicationStarts() {
		this.grouped.withClassLoader(new FilteredClassLoader("io.lettuce"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Rollouts.class));
	}

	@Test
	void processThatCannotBeUpdatedHasNoPlaceInAGroup() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(HotUpdateAutoConfiguration.class, HotUpdateClusterAutoConfiguration.class))
			.withPropertyValues("hotupdate.cluster.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Rollouts.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "hotupdate.cluster.instance-id=a b", "hotupdate.cluster.rollout.max-unavailable=0",
			"hotupdate.cluster.rollout.max-unavailable=101%", "hotupdate.cluster.rollout.windows=Xyz 1:00-2:00",
			"hotupdate.cluster.rollout.healthy-deadline=0s", "spring.data.redis.masterreplica.nodes=a:1",
			"spring.data.redis.url=http://redis", "hotupdate.cluster.lock.nodes=redis://a,redis://b",
			"hotupdate.cluster.lock.nodes=redis://a,redis://b,http://c" })
	void settingThatCannotBeUsedIsToldAtTheStart(String property) {
		this.grouped.withPropertyValues(property)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining("perhaps you should"));
	}

	@Test
	void redisIsThatOfTheUrl() {
		assertSettings("spring.data.redis.url=rediss://joe:p%40ss@redis.example:7000/3", (settings) -> {
			assertThat(settings.nodes()).containsExactly(new Node("redis.example", 7000));
			assertThat(settings.username()).isEqualTo("joe");
			assertThat(settings.password()).isEqualTo("p@ss");
			assertThat(settings.database()).isEqualTo(3);
			assertThat(settings.tls()).isTrue();
			assertThat(settings).hasToString("STANDALONE [Node[host=redis.example, port=7000]]");
		});
	}

	@Test
	void redisIsThatOfTheSentinels() {
		assertSettings("spring.data.redis.sentinel.nodes=s1:26379,s2:26380", (settings) -> {
			assertThat(settings.mode()).isEqualTo(Mode.SENTINEL);
			assertThat(settings.nodes()).containsExactly(new Node("s1", 26379), new Node("s2", 26380));
			assertThat(settings.master()).isEqualTo("desk");
		}, "spring.data.redis.sentinel.master=desk");
	}

	@Test
	void redisIsThatOfTheCluster() {
		assertSettings("spring.data.redis.cluster.nodes=c1:7000,c2:7000", (settings) -> {
			assertThat(settings.mode()).isEqualTo(Mode.CLUSTER);
			assertThat(settings.nodes()).hasSize(2);
		});
	}

	@Test
	void redisIsThatOfTheConnectionDetails() {
		this.grouped.withPropertyValues("spring.data.redis.host=elsewhere")
			.withBean(DataRedisConnectionDetails.class, Details::new)
			.run((context) -> {
				RedisSettings settings = context.getBean(RedisSettings.class);
				assertThat(settings.nodes()).containsExactly(new Node("details.example", 7001));
				assertThat(settings.password()).isEqualTo("secret");
				assertThat(settings.database()).isEqualTo(2);
				assertThat(settings.tls()).isFalse();
			});
	}

	private void assertSettings(String property, Consumer<RedisSettings> settings, String... more) {
		this.grouped.withPropertyValues(property).withPropertyValues(more).run((context) -> {
			assertThat(context).hasNotFailed();
			settings.accept(context.getBean(RedisSettings.class));
		});
	}

	private HotUpdateStart running() {
		Store store = Store.open(this.home);
		assertThat(store.tryOwn()).isTrue();
		Generation self = new Generation(1, ProcessHandle.current().pid(), new Version("1.0.0"), Instant.now(),
				this.home);
		return new HotUpdateStart(
				new Running(OriginalCommand.ofThisProcess(), this.home.resolve("app.jar"),
						new ApplicationIdentity("com.example", "app", "1.0.0"), store, self, null, List::of, null),
				null);
	}

	/** As Docker Compose or Testcontainers would give them. */
	static final class Details implements DataRedisConnectionDetails {

		@Override
		public String getPassword() {
			return "secret";
		}

		@Override
		public Standalone getStandalone() {
			return Standalone.of("details.example", 7001, 2);
		}

	}

}
