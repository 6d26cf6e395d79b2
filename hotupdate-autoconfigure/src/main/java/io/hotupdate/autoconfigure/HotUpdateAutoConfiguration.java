package io.hotupdate.autoconfigure;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

import io.hotupdate.BackgroundWork;
import io.hotupdate.GenerationInfo;
import io.hotupdate.GenerationInfo.Gate;
import io.hotupdate.GenerationInfo.Role;
import io.hotupdate.Handover;
import io.hotupdate.Handover.Finding;
import io.hotupdate.HandoverInfo;
import io.hotupdate.HotUpdateController;
import io.hotupdate.ReleaseFetcher;
import io.hotupdate.UpdateJournal;
import io.hotupdate.UpdateStatus;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.handover.BootCurrent;
import io.hotupdate.handover.GenerationContext;
import io.hotupdate.handover.IdleResources;
import io.hotupdate.handover.RestartInPlace;
import io.hotupdate.handover.SharedListenerHandover;
import io.hotupdate.handover.Traffic;
import io.hotupdate.handover.TrafficStatistics;
import io.hotupdate.handover.UnavailableHandover;
import io.hotupdate.logging.StartLogEnd;
import io.hotupdate.process.JavaExecutable;
import io.hotupdate.process.NativeAccess;
import io.hotupdate.process.RequestMigration;
import io.hotupdate.process.Spawner;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.process.Surroundings;
import io.hotupdate.release.ReleaseDownloader;
import io.hotupdate.release.RuntimeJava;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Live updates of this application.
 */
@AutoConfiguration(afterName = { "io.hotupdate.autoconfigure.HotUpdateTomcatAutoConfiguration",
		"org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration" })
@ConditionalOnProperty(name = "hotupdate.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HotUpdateProperties.class)
@Import({ HotUpdateHostConfiguration.class, HotUpdateMigrationConfiguration.class, HotUpdateRetryConfiguration.class,
		HotUpdateSupervisorConfiguration.class, HotUpdateTakeoverConfiguration.class })
public final class HotUpdateAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	UpdateStatus hotUpdateStatus(ObjectProvider<HotUpdateStart> starts, HotUpdateProperties properties,
			ObjectProvider<Traffic> traffics, ObjectProvider<TrafficChecks> checks, Surroundings surroundings) {
		Running running = running(starts);
		if (running == null) {
			String version = (properties.version() != null) ? properties.version() : "unknown";
			GenerationInfo self = new GenerationInfo(1, ProcessHandle.current().pid(), version, Role.SERVING, Gate.OPEN,
					Instant.now());
			return new UpdateStatus(version, self, none(starts), new NoJournal(), Clock.systemUTC());
		}
		boolean successor = running.isSuccessor();
		GenerationInfo self = running.self()
			.as(successor ? Role.STARTING : Role.SERVING, successor ? Gate.CLOSED : Gate.OPEN);
		Traffic traffic = traffics.getIfAvailable();
		UpdateStatus status = new UpdateStatus(running.identity().version(), self,
				(traffic != null) ? overlap(traffic, surroundings) : restartInPlace(properties, checks),
				running.store().journal(), Clock.systemUTC());
		if (RestartInPlace.completes()) {
			status.lead(false);
		}
		else if (!successor) {
			status.lead(true);
			running.store().clearPending();
		}
		return status;
	}

	@Bean
	@ConditionalOnMissingBean(Handover.class)
	Handover hotUpdateHandover(ObjectProvider<HotUpdateStart> starts, UpdateStatus status,
			HotUpdateProperties properties, ObjectProvider<Traffic> traffics, UpdateChecks checks,
			SpringLocalApplication application, ObjectProvider<TrafficStatistics> statistics,
			ObjectProvider<BackgroundWork> background, ObjectProvider<IdleResources> idle,
			ConfigurableApplicationContext context) {
		Running running = running(starts);
		Traffic traffic = traffics.getIfAvailable();
		if (running == null) {
			return new UnavailableHandover(checks);
		}
		if (traffic == null) {
			return new RestartInPlace(status, running.store(), checks, new Adoption(running),
					(release) -> BootCurrent.command(running.command(), SettingsMapper.process(properties),
							release.jar(), true),
					new ContextRelaunch(context,
							() -> running.command().environment(SettingsMapper.process(properties))));
		}
		GenerationContext generation = new GenerationContext(status, running.store(), running.self(), traffic,
				SettingsMapper.handover(properties), application.measures(statistics.getIfAvailable()),
				background.getIfAvailable(() -> BackgroundWork.NONE), idle.getIfAvailable(() -> IdleResources.NONE),
				new ContextLeave(context), Clock.systemUTC());
		return new SharedListenerHandover(generation,
				(target) -> SuccessorCommand.of(running.command(), SettingsMapper.process(properties), target),
				(running.supervisor() != null) ? running.supervisor()::start : Spawner.OWN_CHILD, checks,
				new Adoption(running), running.predecessor(), application);
	}

	@Bean
	@ConditionalOnMissingBean
	ReleaseFetcher hotUpdateReleaseFetcher(ObjectProvider<HotUpdateStart> starts, HotUpdateProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		Running running = running(starts);
		if (running == null) {
			return new NoReleases();
		}
		return new ReleaseDownloader(running.store(), running.identity(),
				SettingsMapper.releases(properties, SettingsMapper.incoming(properties, running.store())),
				sslBundles.getIfAvailable(), () -> java(running, properties));
	}

	@Bean
	@ConditionalOnMissingBean
	HotUpdateController hotUpdateController(UpdateStatus status, ReleaseFetcher fetcher, Handover handover,
			ApplicationEventPublisher publisher) {
		HotUpdateController controller = new HotUpdateController(status, fetcher, handover, Clock.systemUTC());
		controller.addListener(publisher::publishEvent);
		return controller;
	}

	@Bean
	UpdateChecks hotUpdateChecks(ObjectProvider<HotUpdateStart> starts, HotUpdateProperties properties,
			ObjectProvider<TrafficChecks> traffic, ObjectProvider<Traffic> shared, ObjectProvider<UpdateStatus> status,
			ObjectProvider<OverlapChecks> overlap, ObjectProvider<SignalChecks> signals, Surroundings surroundings,
			HostProperties host, ConfigurableEnvironment environment) {
		List<Supplier<List<Finding>>> checks = new ArrayList<>();
		HotUpdateStart start = starts.getIfAvailable();
		checks.add((start != null) ? start::problems : UpdateChecks::notStarted);
		Running running = running(starts);
		if (running != null) {
			checks.add(new RunningChecks(running, properties, environment, () -> shared.getIfAvailable() != null,
					new RoomChecks(running, properties, status::getObject)));
			checks.add(() -> surroundings.findings(host.container().allow(), shared.getIfAvailable() != null));
		}
		checks.add(() -> traffic.getIfAvailable(() -> TrafficChecks.NO_TOMCAT).get());
		checks.add(() -> overlap.stream().flatMap((held) -> held.get().stream()).toList());
		checks.add(() -> signals.stream().flatMap((found) -> found.get().stream()).toList());
		return new UpdateChecks(checks);
	}

	@Bean
	SpringLocalApplication hotUpdateLocalApplication(ConfigurableApplicationContext context,
			HotUpdateProperties properties) {
		return new SpringLocalApplication(context, SettingsMapper.handover(properties));
	}

	@Bean
	StartLogEnd hotUpdateStartLogEnd() {
		return new StartLogEnd();
	}

	@Bean
	HotUpdateLifecycle hotUpdateLifecycle(Handover handover, ObjectProvider<HotUpdateStart> starts, UpdateChecks checks,
			UpdateStatus status) {
		return new HotUpdateLifecycle(handover, running(starts), checks, status);
	}

	private static HandoverInfo none(ObjectProvider<HotUpdateStart> starts) {
		HotUpdateStart start = starts.getIfAvailable();
		List<Finding> problems = (start != null) ? start.problems() : UpdateChecks.notStarted();
		return HandoverInfo.of(HandoverInfo.Mode.NONE).because(problems.get(0).message());
	}

	private static HandoverInfo overlap(Traffic traffic, Surroundings surroundings) {
		if (traffic.passesListeners()) {
			HandoverInfo shared = HandoverInfo.of(HandoverInfo.Mode.SHARED_LISTENER);
			return surroundings.notGuaranteed().map(shared::because).orElse(shared);
		}
		return HandoverInfo.of(HandoverInfo.Mode.REUSE_PORT)
			.because("hotupdate.handover.mode is reuse-port; " + RequestMigration.SYSCTL + " is "
					+ (RequestMigration.isOn() ? "1" : "0"));
	}

	private static HandoverInfo restartInPlace(HotUpdateProperties properties, ObjectProvider<TrafficChecks> checks) {
		HandoverInfo restart = HandoverInfo.of(HandoverInfo.Mode.RESTART_IN_PLACE);
		if (properties.handover().mode() == HotUpdateProperties.Handover.Mode.RESTART_IN_PLACE) {
			return restart.because("hotupdate.handover.mode is restart-in-place");
		}
		if (properties.handover().mode() == HotUpdateProperties.Handover.Mode.REUSE_PORT) {
			return restart.because("This system or this server has no way to bind a port twice (SO_REUSEPORT)");
		}
		return restart.because(NativeAccess.impossible()
			.or(() -> checks.getIfAvailable(() -> TrafficChecks.NO_TOMCAT)
				.get()
				.stream()
				.filter((finding) -> TrafficChecks.NO_SHARING.contains(finding.code()))
				.map(Finding::message)
				.findFirst())
			.orElse("This server's connections cannot be handed over"));
	}

	/** Looked for anew at each release: installations come and go. */
	private static Optional<RuntimeJava> java(Running running, HotUpdateProperties properties) {
		JavaExecutable java = JavaExecutable.ofSuccessor(running.command(), SettingsMapper.process(properties));
		OptionalInt feature = java.feature();
		return feature.isPresent() ? Optional.of(new RuntimeJava(feature.getAsInt(), java.source())) : Optional.empty();
	}

	static @Nullable Running running(ObjectProvider<HotUpdateStart> starts) {
		HotUpdateStart start = starts.getIfAvailable();
		return (start != null) ? start.running() : null;
	}

	/** The record of a process that is never updated. */
	private static final class NoJournal implements UpdateJournal {

		@Override
		public @Nullable Entry load() {
			return null;
		}

		@Override
		public void save(Entry entry) {
			// never led
		}

	}

}
