package io.hotupdate.sample;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What each panel has to show of the run of {@link PanelsIT}: a panel by
 * "dashboard/title", in words and as a condition.
 */
final class PanelExpectations {

	private static final String GOOD = "1.1.0";

	private final Map<String, Expectation> expectations = new LinkedHashMap<>();

	PanelExpectations(int instances, double rate, String bad) {
		now(bad);
		rollout(instances);
		impact(rate, bad);
		handover();
		logs(bad);
	}

	private void now(String bad) {
		expect("now/State", "idle, applying and failed were seen", values(0, 3, 4));
		expect("now/Phase", "none, starting, draining and probation were seen", values(0, 3, 6, 7));
		expect("now/Progress", "it came near its end", peak(0.9, 1));
		expect("now/Generations", "three versions, gates open and closed", labels("version", "1.0.0", GOOD, bad),
				labels("slot", "a", "b"), labels("generation", "1", "2", "3"), values(0, 1));
		expect("now/Requests by slot and version", "both slots and three versions have answered",
				labels("version", "1.0.0", GOOD, bad), labels("slot", "a", "b"));
		// a scrape asks one generation after the other: a switch between the two shows as
		// 0 once
		expect("now/Open gates", "one, for a moment two, none in no two scrapes",
				(curves) -> curves.stream().allMatch((curve) -> curve.peak() <= 2 && curve.longest(0) <= 1), values(1));
		expect("now/Generations alive", "one and two, never another number", values(1, 2),
				(curves) -> curves.stream().allMatch((curve) -> curve.lowest() >= 1 && curve.peak() <= 2));
		expect("now/Updates ended", "one each of three outcomes was seen", peaks("outcome", "succeeded", 0.5),
				peaks("outcome", "failed", 0.5), peaks("outcome", "taken_back", 0.5));
		expect("now/Outcomes", "why each has ended", labels("outcome", "succeeded", "failed", "taken_back"),
				labels("reason", "none", "release_not_found", "error_ratio"));
		expect("now/Probation", "confirmed and taken back", labels("decision", "confirmed", "taken_back"));
		expect("now/Restarts after a crash", "none", values(0), peak(0, 0));
		expect("now/Maintenance", "none", values(0), peak(0, 0));
	}

	private void rollout(int instances) {
		expect("rollout/Phases by instance", "each instance has had its turn", count(instances),
				(curves) -> curves.stream().allMatch((curve) -> curve.has(6) && curve.has(0)));
		expect("rollout/Version by instance", "each instance has served both", labels("version", "1.0.0", GOOD),
				(curves) -> distinct(curves, "instance").size() == instances);
		expect("rollout/Instances by version", "first all have the one, then all the other",
				peaks("version", "1.0.0", instances), peaks("version", GOOD, instances));
		expect("rollout/Rollout", "none, canary, rolling, succeeded", values(0, 2, 4, 8));
		expect("rollout/Rollout progress", "from 0 to 1", values(0, 1), peak(1, 1));
		expect("rollout/On target", "all in the end", peak(instances, instances));
		expect("rollout/Instances of the rollout", "all are done in the end", peaks("status", "done", instances));
		expect("rollout/Members by state", "all were ready", peaks("state", "ready", instances));
		expect("rollout/Members by version", "first all have the one, then all the other",
				peaks("version", "1.0.0", instances), peaks("version", GOOD, instances));
		expect("rollout/Redis", "it was away for a while", count(instances), values(0, 1));
	}

	private void impact(double rate, String bad) {
		expect("impact/Latency by version", "two percentiles of three versions, of a request's length",
				labels("version", "1.0.0", GOOD, bad), (curves) -> curves.size() == 6,
				(curves) -> curves.stream().allMatch((curve) -> curve.lowest() > 0 && curve.peak() <= 10));
		expect("impact/Error ratio by version", "the bad release has errors, the one before nearly none",
				peaks("version", bad, 0.1), (curves) -> curve(curves, "version", GOOD).last() < 0.02);
		expect("impact/Requests by version", "three versions", labels("version", "1.0.0", GOOD, bad));
		expect("impact/Requests in all", "what the clients sent, and no spike", (curves) -> curves.stream()
			.allMatch((curve) -> curve.peak() < 3 * rate && Math.abs(curve.mean() - rate) < 0.25 * rate));
		expect("impact/In flight", "slow requests were", peak(2, 200));
		expect("impact/Limits hit", "the header that never ended", peaks("limit", "header", 0.05));
		expect("impact/Drained", "slow requests have ended in a drain", peaks("kind", "request", 0.5));
		expect("impact/Cut", "idle ones, and a request that took too long", peaks("kind", "idle", 0.5),
				peaks("kind", "request", 0.5));
	}

	private void handover() {
		expect("handover/Gates", "both slots open and closed", labels("slot", "a", "b"), values(0, 1));
		expect("handover/Drain by kind", "it waited for idle ones and requests", peaks("kind", "idle", 1),
				peaks("kind", "request", 1));
		expect("handover/Connections by slot", "both had some", peaks("slot", "a", 5), peaks("slot", "b", 5));
		expect("handover/Heaps", "two, of some megabytes each", peaks("slot", "a", 1e7), peaks("slot", "b", 1e7));
		expect("handover/CPU by slot", "both have worked", peaks("slot", "a", 0.01), peaks("slot", "b", 0.01));
		expect("handover/Phase durations", "each phase has taken some time", labels("phase", "verifying", "preparing",
				"starting", "warming", "handing_over", "draining", "probation"), peak(1, 300));
		expect("handover/Update durations", "some seconds", labels("outcome", "succeeded", "taken_back"), peak(5, 300));
		expect("handover/Warm-up requests", "there was a warm-up", peak(1, 10_000));
	}

	private void logs(String bad) {
		expect("logs/Log events by level and slot", "three levels in both slots",
				labels("level", "info", "warn", "error"), labels("slot", "a", "b"), peaks("level", "error", 0.5));
		expect("logs/Error bursts", "the burst is of the version that made it", peaks("version", GOOD, 0.5),
				labels("version", "1.0.0", GOOD, bad));
		expect("logs/Warnings", "there were some", peak(0.2, 1000));
	}

	/** What is expected of a panel; a panel that nothing is expected of is an error. */
	Expectation of(String panel) {
		Expectation expectation = this.expectations.get(panel);
		if (expectation == null) {
			throw new AssertionError(
					"Nothing is expected of " + panel + ", perhaps you should say what it has to show");
		}
		return expectation;
	}

	Set<String> panels() {
		return new TreeSet<>(this.expectations.keySet());
	}

	@SafeVarargs
	private void expect(String panel, String words, Predicate<List<Curve>>... conditions) {
		this.expectations.put(panel, new Expectation(words, List.of(conditions)));
	}

	private static Predicate<List<Curve>> values(double... values) {
		return (curves) -> Arrays.stream(values)
			.allMatch((value) -> curves.stream().anyMatch((curve) -> curve.has(value)));
	}

	private static Predicate<List<Curve>> peak(double from, double to) {
		return (curves) -> {
			double peak = curves.stream().mapToDouble(Curve::peak).filter(Double::isFinite).max().orElse(Double.NaN);
			return peak >= from && peak <= to;
		};
	}

	private static Predicate<List<Curve>> peaks(String label, String value, double least) {
		return (curves) -> curves.stream()
			.anyMatch((curve) -> value.equals(curve.labels().get(label)) && curve.peak() >= least);
	}

	private static Predicate<List<Curve>> labels(String label, String... values) {
		return (curves) -> distinct(curves, label).containsAll(List.of(values));
	}

	private static Predicate<List<Curve>> count(int curves) {
		return (all) -> all.size() == curves;
	}

	private static Set<String> distinct(Collection<Curve> curves, String label) {
		return curves.stream().map((curve) -> curve.labels().get(label)).collect(Collectors.toCollection(HashSet::new));
	}

	private static Curve curve(Collection<Curve> curves, String label, String value) {
		return curves.stream().filter((curve) -> value.equals(curve.labels().get(label))).findFirst().orElseThrow();
	}

	/**
	 * What is expected of a panel.
	 *
	 * @param words in words
	 * @param conditions as conditions, all of which have to hold
	 */
	record Expectation(String words, List<Predicate<List<Curve>>> conditions) {

		boolean holds(List<Curve> curves) {
			return !curves.isEmpty() && this.conditions.stream().allMatch((condition) -> condition.test(curves));
		}

	}

}
