package io.hotupdate.autoconfigure;

import io.hotupdate.Version;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.background.GenerationOwner;
import io.hotupdate.background.OnceRunners;
import io.hotupdate.background.RunnerPostProcessor;
import io.hotupdate.background.RunnerRecord;
import io.hotupdate.release.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/**
 * Runners that run once in a release.
 */
@AutoConfiguration(after = HotUpdateBackgroundAutoConfiguration.class)
@ConditionalOnProperty(name = "hotupdate.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "hotupdate.runners", havingValue = "once-per-release")
public final class HotUpdateRunnersAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(HotUpdateRunnersAutoConfiguration.class);

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RunnerPostProcessor hotUpdateRunnerPostProcessor(ObjectProvider<OnceRunners> runners,
			ConfigurableListableBeanFactory beans) {
		return new RunnerPostProcessor(runners::getObject, beans);
	}

	@Bean
	OnceRunners hotUpdateOnceRunners(ObjectProvider<HotUpdateStart> starts, ObjectProvider<GenerationOwner> owners) {
		Running running = HotUpdateAutoConfiguration.running(starts);
		if (running == null) {
			logger.warn("hotupdate.runners=once-per-release is set, but this process has no store to record the runners"
					+ " in: each start runs them");
			return new OnceRunners(new RunnerRecord(java.util.Set::of, (name) -> {
			}), true);
		}
		Store store = running.store();
		Version version = running.self().version();
		OnceRunners runners = new OnceRunners(
				new RunnerRecord(() -> store.runners(version), (name) -> store.ran(version, name)),
				!running.isSuccessor());
		owners.ifAvailable(runners::recordWith);
		return runners;
	}

}
