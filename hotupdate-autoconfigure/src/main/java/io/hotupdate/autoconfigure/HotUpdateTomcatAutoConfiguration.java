package io.hotupdate.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.hotupdate.Handover.Finding;
import io.hotupdate.autoconfigure.HotUpdateProperties.Handover.Mode;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.autoconfigure.SpringLocalApplication.WarmUpServer;
import io.hotupdate.connection.DrainParticipant;
import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.connection.GatedTomcatCustomizer;
import io.hotupdate.connection.ShutdownDrain;
import io.hotupdate.connection.TomcatSupport;
import io.hotupdate.connection.TrafficValve;
import io.hotupdate.handover.Predecessor;
import io.hotupdate.handover.TomcatTraffic;
import io.hotupdate.handover.Traffic;
import io.hotupdate.handover.TrafficStatistics;
import io.hotupdate.process.NativeAccess;
import org.apache.catalina.startup.Tomcat;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.task.ThreadPoolTaskExecutorCustomizer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Gates on the connectors of an embedded Tomcat.
 */
@AutoConfiguration
@ConditionalOnClass({ Tomcat.class, TomcatWebServer.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "hotupdate.enabled", matchIfMissing = true)
@ConditionalOnBean(HotUpdateStart.class)
public final class HotUpdateTomcatAutoConfiguration {

	@Bean
	TrafficChecks hotUpdateTrafficChecks(ObjectProvider<GatedConnectors> connectors,
			ObjectProvider<PassedListeners> listeners, ObjectProvider<ServletWebServerApplicationContext> contexts) {
		return () -> {
			List<Finding> findings = new ArrayList<>();
			TomcatSupport support = TomcatSupport.check();
			if (!support.supported()) {
				findings.add(Finding.warning("TOMCAT_NOT_TESTED", support.reason() + "; an update restarts in place",
						"Perhaps you should use the Tomcat that Spring Boot manages"));
			}
			connectors.ifAvailable((gated) -> findings.addAll(TomcatPorts.findings(gated)));
			connectors
				.ifAvailable((gated) -> gated.notCrossing()
					.forEach((connector) -> findings.add(Finding.warning("CONNECTOR_STAYS",
							"The connector " + connector.connector() + " cannot cross a handover",
							connector.reason()))));
			listeners.ifAvailable((passed) -> findings.addAll(passed.findings()));
			contexts.ifAvailable((context) -> new ApplicationChecks(context).add(findings));
			return findings;
		};
	}

	/** What only a process that can be updated needs; else Tomcat stays as it is. */
	@Configuration(proxyBeanMethods = false)
	@Conditional(UpdatableTomcat.class)
	@Import({ HotUpdateEventStreamConfiguration.class, HotUpdatePoolConfiguration.class })
	@EnableConfigurationProperties(LimitsProperties.class)
	static class GatedTomcatConfiguration {

		@Bean
		PassedListeners hotUpdatePassedListeners(ObjectProvider<HotUpdateStart> starts) {
			Running running = HotUpdateAutoConfiguration.running(starts);
			return new PassedListeners((running != null) ? running.listeners() : List.of(),
					running != null && running.isSuccessor());
		}

		@Bean
		ServedPorts hotUpdateServedPorts(GatedConnectors connectors) {
			return () -> TomcatPorts.served(connectors);
		}

		@Bean
		GatedConnectors hotUpdateGatedConnectors(ObjectProvider<HotUpdateStart> starts, PassedListeners listeners,
				LimitsProperties limits, HotUpdateProperties properties, Environment environment) {
			Running running = HotUpdateAutoConfiguration.running(starts);
			Predecessor predecessor = (running != null) ? running.predecessor() : null;
			return new GatedConnectors(predecessor == null, listeners, TomcatLimits.settings(limits, environment),
					TomcatPorts.reuses(properties.handover().mode() == Mode.REUSE_PORT, predecessor,
							listeners.isGiven()));
		}

		@Bean
		GatedTomcatCustomizer hotUpdateGatedTomcatCustomizer(GatedConnectors connectors) {
			return new GatedTomcatCustomizer("server", connectors);
		}

		@Bean
		TrafficStatistics hotUpdateTrafficStatistics(HotUpdateProperties properties) {
			return new TrafficStatistics(properties.probation().baseline());
		}

		/** Of the main connector only: the management port serves no traffic. */
		@Bean
		WebServerFactoryCustomizer<TomcatWebServerFactory> hotUpdateTrafficCustomizer(TrafficStatistics statistics,
				HotUpdateProperties properties, Environment environment) {
			return (factory) -> {
				if (!properties.probation().duration().isZero()) {
					factory.addContextValves(new TrafficValve(statistics::record, ManagementPath.of(environment)));
				}
			};
		}

		@Bean
		SmartInitializingSingleton hotUpdateDrainParticipants(GatedConnectors connectors,
				ObjectProvider<DrainParticipant> participants) {
			return () -> participants.orderedStream().forEach(connectors.drain()::join);
		}

		@Bean
		Traffic hotUpdateTraffic(GatedConnectors connectors) {
			return new TomcatTraffic(connectors);
		}

		@Bean
		@ConditionalOnProperty(name = "server.shutdown", havingValue = "graceful", matchIfMissing = true)
		PlainShutdown hotUpdatePlainShutdown(ApplicationContext context, GatedConnectors connectors,
				HotUpdateProperties properties, ObjectProvider<LifecycleProperties> lifecycle) {
			Duration timeout = lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase();
			ShutdownDrain drain = new ShutdownDrain(connectors, timeout, properties.shutdown().idleWait());
			return new PlainShutdown(context, drain, properties.shutdown().preStopDelay());
		}

		/** A request that the drain finishes may use the executor of the application. */
		@Bean
		ThreadPoolTaskExecutorCustomizer hotUpdateTaskExecutorCustomizer() {
			return (executor) -> executor.setAcceptTasksAfterContextClose(true);
		}

		@Bean
		WarmUpServer hotUpdateWarmUpServer(ServletWebServerApplicationContext context) {
			return new TomcatWarmUpServer(context);
		}

	}

	/**
	 * A process that can be updated, where a Tomcat that this was tested with can share.
	 */
	static final class UpdatableTomcat extends SpringBootCondition {

		private static final String MODE = "hotupdate.handover.mode";

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConditionMessage.Builder message = ConditionMessage.forCondition("Updatable Tomcat");
			HotUpdateStart start = (context.getBeanFactory() == null) ? null
					: context.getBeanFactory().getBeanProvider(HotUpdateStart.class).getIfAvailable();
			if (start == null || start.running() == null) {
				return ConditionOutcome.noMatch(message.because("this process cannot be updated"));
			}
			Mode mode = Binder.get(context.getEnvironment()).bind(MODE, Mode.class).orElse(Mode.AUTO);
			if (mode == Mode.RESTART_IN_PLACE) {
				return ConditionOutcome.noMatch(message.because(MODE + " is restart-in-place"));
			}
			Optional<String> impossible = (mode == Mode.REUSE_PORT) ? TomcatPorts.impossible()
					: NativeAccess.impossible();
			if (impossible.isPresent()) {
				return ConditionOutcome.noMatch(message.because(impossible.get()));
			}
			TomcatSupport support = TomcatSupport.check();
			return support.supported() ? ConditionOutcome.match(message.foundExactly("Tomcat " + support.version()))
					: ConditionOutcome.noMatch(message.because(support.reason()));
		}

	}

}
