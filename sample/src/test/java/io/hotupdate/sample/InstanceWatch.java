package io.hotupdate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.hotupdate.sample.ActuatorClient.Answer;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Follows an instance through its updates: what the endpoint tells, whichever generation
 * answers, and what /proc and the store show. Phases are caught by the revision of the
 * snapshot, not by time.
 */
final class InstanceWatch {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private final AppProcess app;

	private final ActuatorClient actuator;

	private volatile long revision;

	InstanceWatch(AppProcess app) {
		this(app, ActuatorClient.of(app));
	}

	InstanceWatch(AppProcess app, ActuatorClient actuator) {
		this.app = app;
		this.actuator = actuator;
	}

	ActuatorClient actuator() {
		return this.actuator;
	}

	/** Start an update, which must be accepted. */
	void update(SampleRelease release) {
		Answer answer = this.actuator.update(release.version());
		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
	}

	/** Wait until a phase has begun in which both generations live. */
	Answer awaitPhase(String phase) {
		Answer answer = until(phase, (snapshot) -> !snapshot.value("outcome").isEmpty()
				|| (snapshot.value("phase").equals(phase) && snapshot.json().path("generations").size() == 2));
		assertThat(answer.value("outcome")).as("%s was missed: %s", phase, answer.text()).isEmpty();
		return answer;
	}

	/** Wait until the update has ended. */
	Answer awaitOutcome(String outcome) {
		Answer answer = until("the end of the update", (snapshot) -> !snapshot.value("outcome").isEmpty());
		assertThat(answer.value("outcome")).as(answer.text() + "\n" + this.app.tail()).isEqualTo(outcome);
		return answer;
	}

	/**
	 * Wait until the snapshot fulfils a condition. A generation that holds the answer may
	 * be killed meanwhile; then the other one is asked.
	 */
	Answer until(String what, Predicate<Answer> condition) {
		this.revision = -1;
		return await(what + "\n" + this.app.log()).atMost(LIMIT)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.ignoreExceptionsInstanceOf(UncheckedIOException.class)
			.until(this::newer, condition);
	}

	private Answer newer() {
		Answer answer = this.actuator
			.get((this.revision < 0) ? "/hotupdate" : "/hotupdate?after=" + this.revision + "&wait=2s");
		String revision = answer.value("revision");
		this.revision = revision.isEmpty() ? -1 : Long.parseLong(revision);
		return answer;
	}

	/** The process id of the younger generation of a snapshot. */
	static long successor(Answer snapshot) {
		return pid(snapshot, true);
	}

	/** The process id of the older generation of a snapshot. */
	static long predecessor(Answer snapshot) {
		return pid(snapshot, false);
	}

	private static long pid(Answer snapshot, boolean younger) {
		Comparator<JsonNode> byNumber = Comparator.comparingLong((generation) -> generation.path("number").asLong());
		return snapshot.json()
			.path("generations")
			.valueStream()
			.max(younger ? byNumber : byNumber.reversed())
			.orElseThrow(() -> new AssertionError(snapshot.text()))
			.path("pid")
			.asLong();
	}

	/** Wait until one generation lives, with nothing left over of any other. */
	void awaitAlone(long pid) {
		await("alone: " + pid).atMost(LIMIT).untilAsserted(() -> {
			assertThat(this.app.generations()).containsExactly(pid);
			assertThat(entries("run")).isEmpty();
			assertThat(entries("tmp")).containsExactly("gen-" + generation(pid));
			assertThat(this.app.home().resolve("pending")).doesNotExist();
			assertThat(this.actuator.snapshot().json().path("generations")).hasSize(1);
		});
	}

	/** Wait until no generation lives. */
	void awaitGone() {
		await("all gone").atMost(LIMIT).untilAsserted(() -> assertThat(this.app.generations()).isEmpty());
	}

	private long generation(long pid) {
		JsonNode generation = this.actuator.snapshot().json().path("generations").path(0);
		assertThat(generation.path("pid").asLong()).isEqualTo(pid);
		return generation.path("number").asLong();
	}

	/** What a pointer of the store says, empty if it is not there. */
	String pointer(String name) {
		try {
			Path file = this.app.home().resolve(name);
			return Files.exists(file) ? Files.readString(file).trim() : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The names of what is in a folder of the store. */
	List<String> entries(String folder) {
		try (Stream<Path> entries = Files.list(this.app.home().resolve(folder))) {
			return entries.map((entry) -> entry.getFileName().toString()).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Wait until a process holds nothing open that it did not hold before. */
	static void awaitNoNewDescriptors(long pid, int before) {
		await("descriptors of " + pid).atMost(LIMIT)
			.untilAsserted(() -> assertThat(LinuxProcesses.descriptors(pid)).hasSizeLessThanOrEqualTo(before));
	}

	/** Whether a process holds the listener. */
	boolean holdsListener(long pid) {
		return LinuxProcesses.descriptors(pid).contains(LinuxProcesses.listener(this.app.port()));
	}

	/** The process id that owns the store, 0 if none does. */
	long owner() {
		List<Long> owners = LinuxProcesses.lockHolders(this.app.home().resolve("owner.lock"));
		assertThat(owners).hasSizeLessThanOrEqualTo(1);
		return owners.isEmpty() ? 0 : owners.get(0);
	}

}
