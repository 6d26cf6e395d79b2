package io.hotupdate.autoconfigure;

import java.util.Objects;

import io.hotupdate.UpdateStatus;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.supervisor.PermitSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * A generation that has a supervisor.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ SupervisorProperties.class, RestartProperties.class })
class HotUpdateSupervisorConfiguration {

	@Bean
	@Conditional(OnSupervisor.class)
	SupervisedApplication hotUpdateSupervisedApplication(ObjectProvider<HotUpdateStart> starts, UpdateStatus status,
			ObjectProvider<ServedPorts> ports, HotUpdateProperties properties, RestartProperties restart,
			ObjectProvider<PermitSettings> permits, Environment environment) {
		Running running = Objects.requireNonNull(HotUpdateAutoConfiguration.running(starts));
		return new SupervisedApplication(running, Objects.requireNonNull(running.supervisor()), status,
				() -> ports.stream().flatMap((served) -> served.list().stream()).toList(),
				SettingsMapper.process(properties), ManagementPath.anywhere(environment),
				restart.supervision().with(permits.getIfAvailable()));
	}

	/** There is a line to a supervisor. */
	static final class OnSupervisor extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConditionMessage.Builder message = ConditionMessage.forCondition("Supervisor");
			HotUpdateStart start = (context.getBeanFactory() == null) ? null
					: context.getBeanFactory().getBeanProvider(HotUpdateStart.class).getIfAvailable();
			boolean supervised = start != null && start.running() != null && start.running().supervisor() != null;
			return supervised ? ConditionOutcome.match(message.because("this process has one"))
					: ConditionOutcome.noMatch(message.because("this process has none"));
		}

	}

}
