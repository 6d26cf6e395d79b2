package io.hotupdate.handover;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The successor tells its predecessor how it does, from the switch on.
 */
final class SelfReport implements AutoCloseable {

	private static final Duration EVERY = Duration.ofMillis(500);

	/** What nobody reads would fill the socket, and whoever speaks would wait. */
	private static final Duration SILENT = Duration.ofSeconds(2);

	private final GenerationContext context;

	private final Conversation conversation;

	private final Map<String, Sampler<Double>> limits = new LinkedHashMap<>();

	private final @Nullable Sampler<String> health;

	private @Nullable String healthAtReady;

	private long downSince = -1;

	private long told;

	SelfReport(GenerationContext context, Conversation conversation) {
		this.context = context;
		this.conversation = conversation;
		Measures measures = context.measures();
		this.health = (measures.health() != null) ? new Sampler<>("health", measures.health()::get) : null;
	}

	/** Begin to measure. */
	void begin() {
		if (this.health != null) {
			this.health.begin();
		}
		OwnLimits.of(this.context.measures())
			.forEach((name, limit) -> this.limits.put(name, new Sampler<>(name, limit::measure).begin()));
	}

	/** This generation is ready: what is wrong by now is not the traffic's doing. */
	void ready() {
		this.healthAtReady = (this.health != null) ? this.health.latest().value() : null;
	}

	/** Tell, if it is time. */
	void tell() {
		long now = System.nanoTime();
		String health = (this.health != null) ? this.health.latest().value() : null;
		boolean down = Measured.DOWN.equals(health);
		if (!down) {
			this.downSince = -1;
		}
		else if (this.downSince == -1) {
			this.downSince = now;
		}
		if (now - this.told < EVERY.toNanos() || this.conversation.silence().compareTo(SILENT) > 0) {
			return;
		}
		this.told = now;
		Long downMillis = down ? Duration.ofNanos(now - this.downSince).toMillis() : null;
		this.conversation.say(Message.measured(measured(health, downMillis)));
	}

	private Measured measured(@Nullable String health, @Nullable Long downMillis) {
		Map<String, Double> values = new HashMap<>();
		this.limits.forEach((name, sampler) -> {
			Double value = OwnLimit.known(sampler.latest().value());
			if (value != null) {
				values.put(name, value);
			}
		});
		TrafficSample traffic = (this.context.measures().traffic() != null) ? this.context.measures().traffic().total()
				: null;
		return new Measured((traffic != null) ? traffic.requests() : 0, (traffic != null) ? traffic.errors() : 0,
				(traffic != null) ? traffic.encodedLatency() : null, compilingMillis(), values, health, downMillis,
				this.healthAtReady);
	}

	private static @Nullable Long compilingMillis() {
		CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
		return (compiler != null && compiler.isCompilationTimeMonitoringSupported())
				? compiler.getTotalCompilationTime() : null;
	}

	@Override
	public void close() {
		if (this.health != null) {
			this.health.close();
		}
		this.limits.values().forEach(Sampler::close);
	}

}
