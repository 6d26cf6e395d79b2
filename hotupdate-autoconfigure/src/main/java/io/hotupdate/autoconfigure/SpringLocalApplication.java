package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import io.hotupdate.ProbationLimit;
import io.hotupdate.WarmUpTask;
import io.hotupdate.handover.HandoverSettings;
import io.hotupdate.handover.LocalApplication;
import io.hotupdate.handover.Measures;
import io.hotupdate.handover.TrafficStatistics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;

/**
 * The application of this process, as the successor's role sees it.
 */
final class SpringLocalApplication implements LocalApplication {

	private static final Logger logger = LoggerFactory.getLogger(SpringLocalApplication.class);

	/** Readiness may ask a database: not at each look. */
	private static final long FRESH = 500_000_000L;

	private final ApplicationContext context;

	private final HandoverSettings settings;

	private long lastLook = System.nanoTime() - FRESH;

	private boolean lastReady;

	SpringLocalApplication(ApplicationContext context, HandoverSettings settings) {
		this.context = context;
		this.settings = settings;
	}

	@Override
	public synchronized boolean isReady() {
		if (System.nanoTime() - this.lastLook >= FRESH) {
			this.lastReady = look();
			this.lastLook = System.nanoTime();
		}
		return this.lastReady;
	}

	private boolean look() {
		ApplicationAvailability availability = this.context.getBean(ApplicationAvailability.class);
		return availability.getLivenessState() == LivenessState.CORRECT
				&& availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC
				&& this.context.getBeanProvider(ReadinessCheck.class).stream().allMatch(BooleanSupplier::getAsBoolean);
	}

	@Override
	public void warmUp(Path socket, IntConsumer percent) throws InterruptedException {
		this.context.getBeanProvider(WarmUpTask.class).orderedStream().forEach(SpringLocalApplication::run);
		List<String> paths = new ArrayList<>(this.settings.warmUpPaths());
		for (WarmUpServer server : this.context.getBeanProvider(WarmUpServer.class).orderedStream().toList()) {
			server.warmUp(this.settings, paths, socket, percent);
		}
	}

	/** What can be measured of this application. */
	Measures measures(@Nullable TrafficStatistics traffic) {
		// its contributors may need what is only being made
		boolean hasHealth = this.context.getBeanNamesForType(OverallHealth.class, true, false).length > 0;
		return new Measures(traffic, hasHealth ? () -> this.context.getBean(OverallHealth.class).get() : null,
				() -> this.context.getBeanProvider(ProbationLimit.class).orderedStream().toList());
	}

	private static void run(WarmUpTask task) {
		try {
			task.warmUp();
		}
		catch (Exception ex) {
			logger.warn("The warm-up task {} failed; the update goes on", task.getClass().getName(), ex);
		}
	}

	/** A further condition of being ready. */
	@FunctionalInterface
	interface ReadinessCheck extends BooleanSupplier {

	}

	/** The status of the application's health as a whole. */
	@FunctionalInterface
	interface OverallHealth extends Supplier<String> {

	}

	/** Sends the warm-up through a server's own HTTP stack. */
	@FunctionalInterface
	interface WarmUpServer {

		void warmUp(HandoverSettings settings, List<String> paths, Path socket, IntConsumer percent)
				throws InterruptedException;

	}

}
