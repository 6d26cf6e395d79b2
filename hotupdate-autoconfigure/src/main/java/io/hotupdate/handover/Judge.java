package io.hotupdate.handover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

import io.hotupdate.ProbationInfo;
import io.hotupdate.ProbationInfo.Verdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The predecessor as the judge of its successor: measures itself until the switch, then
 * holds what the successor tells against that. But for its beginning and end it is used
 * by one thread.
 */
final class Judge implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Judge.class);

	/** Values alone are not worth a new snapshot each time. */
	private static final Duration NEWS = Duration.ofSeconds(2);

	private final List<Limit> limits;

	private final @Nullable Sampler<String> health;

	private final Measures measures;

	private final TrafficWindows windows;

	private final LongSupplier ticker;

	private final Map<String, ProbationInfo.Limit> found = new LinkedHashMap<>();

	private TrafficSample before = new TrafficSample();

	private long switched;

	private @Nullable TakeBack broken;

	private @Nullable ProbationInfo told;

	private long toldAt;

	Judge(List<Limit> limits, Measures measures, Duration kept, LongSupplier ticker) {
		this.limits = List.copyOf(limits);
		this.measures = measures;
		this.windows = new TrafficWindows(kept);
		this.ticker = ticker;
		this.health = (measures.health() != null) ? new Sampler<>("health", measures.health()::get) : null;
	}

	/** Begin to measure what will count as before. */
	static Judge begin(HandoverSettings settings, Measures measures) {
		ProbationSettings limits = settings.limits();
		List<Limit> all = new ArrayList<>();
		if (settings.probation().isZero()) {
			return new Judge(all, measures, Duration.ZERO, System::nanoTime);
		}
		if (measures.traffic() != null && limits.errorRatio().enabled()) {
			all.add(new ErrorRatioLimit(limits));
		}
		if (measures.traffic() != null && limits.latency().enabled()) {
			all.add(new LatencyLimit(limits.latency()));
		}
		if (measures.health() != null && limits.health()) {
			all.add(new HealthLimit(settings.unreadyGrace()));
		}
		OwnLimits.of(measures).forEach((name, limit) -> all.add(new OwnLimit(name, limit).begin()));
		Duration kept = (limits.window().compareTo(limits.latency().window()) > 0) ? limits.window()
				: limits.latency().window();
		return new Judge(all, measures, kept, System::nanoTime);
	}

	/** The gate has been closed: what was answered until now is the measure. */
	void freeze() {
		this.switched = this.ticker.getAsLong();
		if (this.measures.traffic() != null) {
			this.before = this.measures.traffic().last();
		}
		this.limits.forEach(Limit::freeze);
		if (this.health != null && !this.limits.isEmpty()) {
			this.health.begin();
		}
	}

	/** The successor has told something of itself. */
	void hear(@Nullable Measured measured) {
		if (measured == null || this.limits.isEmpty()) {
			return;
		}
		Duration sinceSwitch = Duration.ofNanos(this.ticker.getAsLong() - this.switched);
		try {
			TrafficSample traffic = measured.traffic();
			if (traffic != null) {
				this.windows.add(sinceSwitch, traffic,
						(measured.compilingMillis() != null) ? measured.compilingMillis() : 0);
			}
		}
		catch (IllegalArgumentException ex) {
			logger.debug("What the successor has measured cannot be read; it is passed over", ex);
			return;
		}
		Evidence evidence = new Evidence(this.before, this.windows, measured, sinceSwitch,
				(this.health != null) ? this.health.latest().value() : null);
		this.limits.forEach((limit) -> judge(limit, evidence));
	}

	/** A fault of our own must not cost a good release its update. */
	private void judge(Limit limit, Evidence evidence) {
		try {
			note(limit, limit.judge(evidence));
		}
		catch (RuntimeException ex) {
			logger.error("The limit {} could not be judged, the update goes on; perhaps you should report this",
					limit.getClass().getSimpleName(), ex);
		}
	}

	private void note(Limit limit, ProbationInfo.Limit now) {
		ProbationInfo.Limit earlier = this.found.get(now.name());
		boolean reported = earlier != null && earlier.verdict() == Verdict.REPORTED;
		if (now.verdict() == Verdict.REPORTED && !reported) {
			logger.warn("The new release breaks the limit {}, which is set to report only: {}", now.name(), now.text());
		}
		boolean recovered = reported && (now.verdict() == Verdict.HOLDS || now.verdict() == Verdict.UNDECIDED);
		this.found.put(now.name(), recovered ? new ProbationInfo.Limit(now.name(), Verdict.REPORTED, now.before(),
				now.now(), now.bound(), now.requests(), Objects.requireNonNull(earlier).text()) : now);
		if (now.verdict() == Verdict.BROKEN && this.broken == null) {
			this.broken = new TakeBack(limit.reason(), "The limit " + now.name() + " is broken: " + now.text()
					+ "; perhaps you should mend the release and send it under a new version");
		}
	}

	/**
	 * Whether the traffic has to be taken back.
	 * @return why, {@code null} if it has not
	 */
	@Nullable TakeBack broken() {
		return this.broken;
	}

	/** All limits as last found, {@code null} if nothing has been judged. */
	@Nullable ProbationInfo info() {
		return this.found.isEmpty() ? null : new ProbationInfo(List.copyOf(this.found.values()));
	}

	/** What is worth telling since the last time, {@code null} if nothing is. */
	@Nullable ProbationInfo news() {
		ProbationInfo info = info();
		if (info == null || info.equals(this.told)) {
			return null;
		}
		long now = this.ticker.getAsLong();
		if (this.told != null && verdicts(info).equals(verdicts(this.told)) && now - this.toldAt < NEWS.toNanos()) {
			return null;
		}
		this.told = info;
		this.toldAt = now;
		return info;
	}

	private static List<Verdict> verdicts(ProbationInfo info) {
		return info.limits().stream().map(ProbationInfo.Limit::verdict).toList();
	}

	/** What can be said of the successor, now that the probation is over. */
	String summary() {
		if (this.limits.isEmpty()) {
			return "no limit was set";
		}
		if (this.found.isEmpty()) {
			return "nothing was measured";
		}
		return String.join(", ",
				this.found.values()
					.stream()
					.map((limit) -> limit.name() + " " + limit.verdict() + " (" + limit.text() + ")")
					.toList());
	}

	@Override
	public void close() {
		this.limits.forEach(Limit::close);
		if (this.health != null) {
			this.health.close();
		}
	}

}
