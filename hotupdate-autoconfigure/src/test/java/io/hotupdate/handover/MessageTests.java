package io.hotupdate.handover;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.hotupdate.DrainInfo;
import io.hotupdate.ProbationInfo;
import io.hotupdate.Reason;
import io.hotupdate.handover.Message.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Message}.
 */
class MessageTests {

	@ParameterizedTest
	@MethodSource("messages")
	void messageComesAsItWasSaid(Message message) {
		String line = Conversation.JSON.writeValueAsString(message);
		assertThat(line).doesNotContain("\n").doesNotContain("null");
		assertThat(Conversation.JSON.readValue(line, Message.class)).isEqualTo(message);
	}

	static Stream<Message> messages() {
		return Stream.concat(Arrays.stream(Type.values()).map(Message::of),
				Stream.of(Message.hello("token", Snapshots.generation()),
						Message.welcome(Snapshots.generation(), Snapshots.full(), true),
						Message.because(Type.TAKE_BACK, Reason.SUCCESSOR_UNREADY, "It turned unready"),
						Message.warming(40), Message.ready("1.1.0"), Message.snapshot(Type.OWN, Snapshots.full()),
						Message.drain(Type.DRAIN, new DrainInfo(1, Map.of("request", 1L), 2, Map.of("idle", 3L))),
						Message.measured(new Measured(9, 1, new TrafficSample().encodedLatency(), 1_200L,
								Map.of("orders", 0.5), "DOWN", 700L, "UP")),
						Message.judged(new ProbationInfo(List.of(new ProbationInfo.Limit("latency",
								ProbationInfo.Verdict.HOLDS, 1.5, 2.5, 3.0, 600, "p99 of 600 requests"))))));
	}

	@Test
	void helloAndWelcomeNameTheProtocol() {
		assertThat(Message.hello("token", Snapshots.generation()).protocol()).isEqualTo(Message.PROTOCOL);
		assertThat(Message.welcome(Snapshots.generation(), Snapshots.full(), true).protocol())
			.isEqualTo(Message.PROTOCOL);
	}

	@Test
	void whatIsAbsentHasASubstitute() {
		assertThat(Message.of(Type.BYE).reasonOr(Reason.STOPPED)).isEqualTo(Reason.STOPPED);
		assertThat(Message.of(Type.BYE).textOr("no words")).isEqualTo("no words");
		Message bye = Message.because(Type.BYE, Reason.REQUESTED, "on request");
		assertThat(bye.reasonOr(Reason.STOPPED)).isEqualTo(Reason.REQUESTED);
		assertThat(bye.textOr("no words")).isEqualTo("on request");
	}

}
