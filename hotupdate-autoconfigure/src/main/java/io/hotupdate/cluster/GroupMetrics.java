package io.hotupdate.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

import io.lettuce.core.RedisException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The group of this instance in figures. A scrape never waits for Redis: while somebody
 * scrapes the figures are read beside it, once in 5 s or, in a large group, in the time
 * between two heartbeats; Redis counts once for all members.
 */
public final class GroupMetrics implements MeterBinder, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(GroupMetrics.class);

	private static final Duration PAUSE = Duration.ofSeconds(5);

	/** Longer than anybody's pause between two scrapes. */
	private static final Duration ATTENTION = Duration.ofMinutes(2);

	private static final List<String> PHASES = List.of("STAGING", "CANARY", "AWAITING_PROMOTION", "ROLLING",
			"SUCCEEDED", "PAUSED", "HALTED", "ROLLING_BACK", "ROLLED_BACK", "ABORTED");

	private static final List<String> TURNS = List.of("waiting", "granted", "done", "back", "failed");

	private final ClusterMember member;

	private final List<MultiGauge> members = new CopyOnWriteArrayList<>();

	private volatile GroupCounts counts = GroupCounts.NONE;

	private long scraped;

	private boolean reading;

	private boolean closed;

	/**
	 * Create the metrics.
	 * @param member this instance in its group
	 */
	public GroupMetrics(ClusterMember member) {
		this.member = member;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "hotupdate.cluster.redis.up", "1 if the group's Redis answers", (group) -> group.isUp());
		this.members.add(
				MultiGauge.builder("hotupdate.cluster.members").description("Members of the group").register(registry));
		gauge(registry, "hotupdate.rollout.progress", "How far the rollout is", (group) -> group.counts.progress(),
				"ratio");
		phase(registry, "", "none");
		PHASES.forEach((phase) -> phase(registry, phase, phase.toLowerCase(Locale.ROOT)));
		for (String turn : TURNS) {
			Gauge
				.builder("hotupdate.rollout.instances", this,
						(group) -> group.counts.turns().getOrDefault(turn, 0L).doubleValue())
				.description("Instances of the rollout")
				.tag("status", turn)
				.register(registry);
		}
	}

	private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<GroupMetrics> value,
			String... unit) {
		Gauge.builder(name, this, value)
			.description(description)
			.baseUnit((unit.length > 0) ? unit[0] : null)
			.register(registry);
	}

	private void phase(MeterRegistry registry, String phase, String tag) {
		Gauge.builder("hotupdate.rollout.state", this, (group) -> group.counts.phase().equals(phase) ? 1 : 0)
			.description("The state of the rollout: 1 for the one it is in, 0 for the others")
			.tag("state", tag)
			.register(registry);
	}

	/** Part of every scrape. */
	private double isUp() {
		attend();
		return this.member.state().connected() ? 1 : 0;
	}

	private synchronized void attend() {
		this.scraped = System.nanoTime();
		if (!this.reading && !this.closed) {
			this.reading = true;
			Thread thread = new Thread(this::read, "hotupdate-group-metrics");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void read() {
		try {
			do {
				show(count());
			}
			while (awaitNext());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Duration pause() {
		Duration interval = this.member.interval();
		return (interval.compareTo(PAUSE) > 0) ? interval : PAUSE;
	}

	private synchronized boolean awaitNext() throws InterruptedException {
		if (!this.closed) {
			wait(pause().toMillis());
		}
		this.reading = !this.closed && System.nanoTime() - this.scraped < ATTENTION.toNanos();
		return this.reading;
	}

	private GroupCounts count() {
		try {
			return this.member.reachable().map((group) -> group.count("", pause())).orElse(GroupCounts.NONE);
		}
		catch (RedisException ex) {
			logger.debug("The group was not counted", ex);
			return GroupCounts.NONE;
		}
	}

	private void show(GroupCounts counts) {
		this.counts = counts;
		List<MultiGauge.Row<?>> rows = counts.members()
			.stream().<MultiGauge
					.Row<?>>map(
							(one) -> MultiGauge.Row.of(Tags.of("state", one.state(), "version", one.version()),
									one.count()))
			.toList();
		this.members.forEach((gauge) -> gauge.register(rows, true));
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		notifyAll();
	}

}
