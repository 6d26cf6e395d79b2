package io.hotupdate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.hotupdate.metrics.UpdateObservations;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a tracer would see of an update, by the real status. */
class UpdateObservationsTests {

	private final Instance instance = new Instance();

	private final List<String> begun = new ArrayList<>();

	private final List<String> ended = new ArrayList<>();

	private final List<String> traces = new ArrayList<>();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final UpdateObservations observations = new UpdateObservations(this.registry);

	@BeforeEach
	void observe() {
		this.registry.observationConfig().observationHandler(new Recorder());
		this.instance.status.addListener(this.observations::hear);
	}

	@Test
	void anUpdateAndEachOfItsPhasesAreObserved() throws Exception {
		this.instance.update("1.1.0");
		this.instance.status.succeed();
		this.instance.status.flush(Instance.PATIENCE);
		assertThat(this.begun).containsExactly("update", "update downloading", "update verifying", "update preparing",
				"update starting", "update warming", "update handing_over", "update draining", "update probation");
		assertThat(this.ended).hasSize(9).endsWith("update probation succeeded", "update succeeded");
		assertThat(this.traces).hasSize(9).containsOnly(this.traces.get(0));
		assertThat(this.traces.get(0)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
	}

	@Test
	void theGenerationThatHandsOverEndsWhatItObserves() throws Exception {
		this.instance.update("1.1.0");
		this.instance.status.flush(Instance.PATIENCE);
		this.observations.leave();
		assertThat(this.ended).hasSameSizeAs(this.begun).endsWith("update probation none", "update none");
	}

	@Test
	void aFailureIsTheOutcomeOfItsPhase() throws Exception {
		this.instance.enter(UpdateState.DOWNLOADING, null);
		this.instance.status.fail(Outcome.FAILED, Reason.TRUNCATED, "Too short");
		this.instance.status.flush(Instance.PATIENCE);
		assertThat(this.ended).containsExactly("update downloading failed", "update failed");
	}

	/** Notes the names of what begins and ends. */
	private final class Recorder implements ObservationHandler<ReceiverContext<Map<String, String>>> {

		@Override
		public void onStart(ReceiverContext<Map<String, String>> context) {
			Map<String, String> carrier = Objects.requireNonNull(context.getCarrier());
			UpdateObservationsTests.this.begun.add(name(context));
			UpdateObservationsTests.this.traces.add(String.valueOf(context.getGetter().get(carrier, "traceparent")));
		}

		@Override
		public void onStop(ReceiverContext<Map<String, String>> context) {
			KeyValue outcome = Objects.requireNonNull(context.getLowCardinalityKeyValue("outcome"));
			UpdateObservationsTests.this.ended.add(name(context) + " " + outcome.getValue());
		}

		private static String name(Observation.Context context) {
			return (context.getContextualName() != null) ? context.getContextualName() : "update";
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof ReceiverContext;
		}

	}

}
