package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.hotupdate.handover.HandoverSettings;
import io.hotupdate.handover.ProbationSettings;
import io.hotupdate.process.Admission;
import io.hotupdate.process.ProcessSettings;
import io.hotupdate.release.ReleaseSettings;
import io.hotupdate.release.Store;

/**
 * Makes the settings of the parts from the configuration properties.
 */
final class SettingsMapper {

	private static final Duration BACKOFF = Duration.ofSeconds(1);

	private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

	/** Not "incoming", in which the store keeps what is being downloaded. */
	private static final String INCOMING = "staged";

	private SettingsMapper() {
	}

	static HandoverSettings handover(HotUpdateProperties properties) {
		return new HandoverSettings(properties.handover().startTimeout(), properties.handover().heartbeatTimeout(),
				properties.drain().timeout(), properties.probation().duration(), properties.probation().unreadyGrace(),
				properties.warmUp().requests(), properties.warmUp().maxDuration(), properties.warmUp().paths(),
				probation(properties.probation()));
	}

	private static ProbationSettings probation(HotUpdateProperties.Probation probation) {
		HotUpdateProperties.ErrorRatio errors = probation.errorRatio();
		HotUpdateProperties.Latency latency = probation.latency();
		return new ProbationSettings(probation.window(),
				new ProbationSettings.ErrorRatio(errors.enabled(), errors.maxIncrease(), errors.minRequests()),
				new ProbationSettings.Latency(latency.enabled(), latency.action(), latency.maxRatio(),
						latency.minIncrease(), latency.grace(), latency.window(), latency.sustained(),
						latency.minRequests()),
				probation.health().enabled());
	}

	static Admission.Settings admission(HotUpdateProperties properties) {
		return new Admission.Settings(properties.handover().memoryCheck(), properties.handover().memoryFactor());
	}

	static ProcessSettings process(HotUpdateProperties properties) {
		return process(properties.process());
	}

	static ProcessSettings process(HotUpdateProperties.SuccessorProcess process) {
		return new ProcessSettings(process.javaHome(), process.jvmOptions(), process.arguments(),
				process.environmentFile());
	}

	/** The directory that releases are put into. */
	static Path incoming(HotUpdateProperties properties, Store store) {
		Path incoming = properties.releases().incoming();
		return (incoming != null) ? incoming.toAbsolutePath().normalize() : store.home().resolve(INCOMING);
	}

	static ReleaseSettings releases(HotUpdateProperties properties, Path incoming) {
		HotUpdateProperties.Releases releases = properties.releases();
		List<ReleaseSettings.Repository> repositories = releases.repositories()
			.stream()
			.map((repository) -> new ReleaseSettings.Repository(repository.url(), repository.username(),
					repository.password(), repository.token(), repository.proxy(), repository.sslBundle()))
			.toList();
		return new ReleaseSettings(releases.location(), releases.allowed(), releases.mavenRepository(), repositories,
				releases.maxSize().toBytes(), releases.keep(), releases.maxTotalSize().toBytes(),
				releases.connectTimeout(), releases.stallTimeout(), releases.attempts(), BACKOFF, MAX_BACKOFF,
				incoming.toUri().toString());
	}

}
