package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.util.Objects;

import io.hotupdate.GenerationOwnership;
import io.hotupdate.HotUpdateController;
import io.hotupdate.ReleaseFetcher;
import io.hotupdate.Rollouts;
import io.hotupdate.UpdateStatus;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.cluster.BeatSettings;
import io.hotupdate.cluster.ClusterMember;
import io.hotupdate.cluster.ClusterMembers;
import io.hotupdate.cluster.GroupRollouts;
import io.hotupdate.cluster.RedisSettings;
import io.lettuce.core.RedisClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The group of this instance, with a Redis client of its own.
 */
@AutoConfiguration(after = { HotUpdateAutoConfiguration.class, HotUpdateBackgroundAutoConfiguration.class,
		HotUpdateRedisAutoConfiguration.class }, before = HotUpdateEndpointAutoConfiguration.class)
@ConditionalOnClass(RedisClient.class)
@ConditionalOnBean(HotUpdateController.class)
@ConditionalOnProperty("hotupdate.cluster.enabled")
@Conditional(HotUpdateClusterAutoConfiguration.OnUpdatable.class)
@EnableConfigurationProperties(ClusterProperties.class)
@Import({ HotUpdateRestartPermitConfiguration.class, GroupMetersConfiguration.class })
public final class HotUpdateClusterAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClusterMember hotUpdateClusterMember(ClusterProperties properties, HotUpdateController controller,
			ReleaseFetcher fetcher, UpdateStatus status, GenerationOwnership ownership,
			ObjectProvider<HotUpdateStart> starts, SpringLocalApplication application, Environment environment,
			RedisSettings redis) throws IOException {
		Running running = Objects.requireNonNull(HotUpdateAutoConfiguration.running(starts));
		String group = properties.group(environment);
		BeatSettings beats = new BeatSettings(properties.heartbeatInterval(), properties.heartbeatsPerSecond(),
				properties.offlineAfter(), properties.lostAfter());
		return new ClusterMembers(group, properties.instanceId(), running.store().home(), properties.labels(),
				properties.statesKey(), properties.channel(), beats, redis)
			.member(controller, fetcher, status, ownership, application::isReady);
	}

	@Bean
	@ConditionalOnMissingBean(Rollouts.class)
	GroupRollouts hotUpdateRollouts(ClusterMember member, ReleaseFetcher fetcher, ClusterProperties properties) {
		return new GroupRollouts(member, fetcher, properties.rollout().options());
	}

	@Bean
	ApplicationListener<ApplicationReadyEvent> hotUpdateClusterStart(ClusterMember member) {
		return (event) -> member.start();
	}

	/** This process can be updated, and so has a place in a group. */
	static final class OnUpdatable extends SpringBootCondition implements ConfigurationCondition {

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.REGISTER_BEAN;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConditionMessage.Builder message = ConditionMessage.forCondition("Group");
			HotUpdateStart start = (context.getBeanFactory() == null) ? null
					: context.getBeanFactory().getBeanProvider(HotUpdateStart.class).getIfAvailable();
			return (start != null && start.running() != null)
					? ConditionOutcome.match(message.because("this process can be updated"))
					: ConditionOutcome.noMatch(message.because("this process cannot be updated"));
		}

	}

}
