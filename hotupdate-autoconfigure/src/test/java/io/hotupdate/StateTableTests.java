package io.hotupdate;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each verb in each state of {@link HotUpdateController}.
 */
class StateTableTests {

	private static final Map<UpdateState, Map<Verb, UpdateState>> TABLE = Map.of(UpdateState.IDLE,
			Map.of(Verb.START, UpdateState.DOWNLOADING, Verb.ROLLBACK, UpdateState.DOWNLOADING),
			UpdateState.DOWNLOADING, Map.of(Verb.PAUSE, UpdateState.PAUSED, Verb.CANCEL, UpdateState.IDLE),
			UpdateState.PAUSED, Map.of(Verb.RESUME, UpdateState.DOWNLOADING, Verb.CANCEL, UpdateState.IDLE),
			UpdateState.FAILED, Map.of(Verb.START, UpdateState.DOWNLOADING, Verb.RETRY, UpdateState.DOWNLOADING,
					Verb.CANCEL, UpdateState.IDLE, Verb.ROLLBACK, UpdateState.DOWNLOADING));

	private static final Map<Verb, UpdateState> AFTER_SWITCH = Map.of(Verb.ROLLBACK, UpdateState.APPLYING, Verb.CONFIRM,
			UpdateState.APPLYING);

	private final Instance instance = new Instance();

	@ParameterizedTest
	@MethodSource("allowed")
	void verbIsTaken(UpdateState state, @Nullable UpdatePhase phase, Verb verb, UpdateState expected) {
		this.instance.ports.previous = Instance.request("0.9.0");
		UpdateSnapshot before = this.instance.enter(state, phase);
		assertThat(apply(verb).state()).isEqualTo(expected);
		if (state == UpdateState.APPLYING) {
			assertThat(this.instance.ports.ended).containsExactly(verb);
		}
		else {
			assertThat(this.instance.status.snapshot().revision()).isGreaterThan(before.revision());
		}
	}

	@ParameterizedTest
	@MethodSource("refused")
	void verbIsRefusedWithTheStateAndWhatIsAllowed(UpdateState state, @Nullable UpdatePhase phase, Verb verb) {
		UpdateSnapshot before = this.instance.enter(state, phase);
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> apply(verb)).satisfies((ex) -> {
			assertThat(ex.reason()).isEqualTo(Reason.WRONG_STATE);
			assertThat(ex).hasMessageStartingWith(
					"Cannot " + verb.id() + " in state " + ((phase != null) ? phase.name() : state.name()));
			String allowed = String.valueOf(ex.getMessage()).split("; allowed now: ", 2)[1];
			Set<Verb> verbs = row(state, phase).keySet();
			if (verbs.isEmpty()) {
				assertThat(allowed).isEqualTo("nothing but to wait");
			}
			else {
				assertThat(allowed.split(", "))
					.containsExactlyInAnyOrderElementsOf(verbs.stream().map(Verb::id).toList());
			}
		});
		assertThat(this.instance.status.snapshot()).isSameAs(before);
		assertThat(this.instance.ports.ended).isEmpty();
		assertThat(this.instance.ports.checked).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("states")
	void snapshotSaysWhatIsAllowed(UpdateState state, @Nullable UpdatePhase phase) {
		assertThat(this.instance.enter(state, phase).allowed()).isEqualTo(row(state, phase).keySet());
	}

	private UpdateSnapshot apply(Verb verb) {
		HotUpdateController controller = this.instance.controller;
		return (verb == Verb.START) ? controller.start(Instance.request("2.0.0")) : controller.apply(verb);
	}

	private static Map<Verb, UpdateState> row(UpdateState state, @Nullable UpdatePhase phase) {
		return (phase != null && phase.isAfterSwitch()) ? AFTER_SWITCH : TABLE.getOrDefault(state, Map.of());
	}

	static Stream<Arguments> states() {
		Stream<Arguments> calm = EnumSet.complementOf(EnumSet.of(UpdateState.APPLYING))
			.stream()
			.map((state) -> arguments(state, null));
		return Stream.concat(calm,
				Arrays.stream(UpdatePhase.values()).map((phase) -> arguments(UpdateState.APPLYING, phase)));
	}

	static Stream<Arguments> allowed() {
		return states().flatMap((stage) -> row(stage).entrySet()
			.stream()
			.map((entry) -> arguments(stage.get()[0], stage.get()[1], entry.getKey(), entry.getValue())));
	}

	static Stream<Arguments> refused() {
		return states().flatMap((stage) -> Arrays.stream(Verb.values())
			.filter((verb) -> !row(stage).containsKey(verb))
			.map((verb) -> arguments(stage.get()[0], stage.get()[1], verb)));
	}

	private static Map<Verb, UpdateState> row(Arguments stage) {
		return row((UpdateState) stage.get()[0], (UpdatePhase) stage.get()[1]);
	}

}
