package io.hotupdate.connection;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DrainTotalsTests {

	private final DrainTotals totals = new DrainTotals();

	@Test
	void aConnectionThatEndsCountsByWhatItWasAtFirst() {
		this.totals.saw(Map.of("a", Kind.REQUEST, "b", Kind.IDLE, "c", Kind.WEBSOCKET));
		this.totals.saw(Map.of("a", Kind.IDLE, "c", Kind.WEBSOCKET));
		assertThat(this.totals.drained(Kind.IDLE)).isEqualTo(1);
		assertThat(this.totals.remaining(Kind.IDLE)).isEqualTo(1);
		this.totals.saw(Map.of());
		assertThat(this.totals.drained(Kind.REQUEST)).isEqualTo(1);
		assertThat(this.totals.drained(Kind.WEBSOCKET)).isEqualTo(1);
		assertThat(this.totals.remaining(Kind.WEBSOCKET)).isZero();
	}

	@Test
	void oneThatIsCutIsNotDrainedTooAlthoughItIsOpenForAMomentMore() {
		this.totals.saw(Map.of("a", Kind.REQUEST));
		this.totals.cut("a", Kind.REQUEST);
		this.totals.saw(Map.of("a", Kind.REQUEST));
		this.totals.saw(Map.of());
		assertThat(this.totals.cut(Kind.REQUEST)).isEqualTo(1);
		assertThat(this.totals.drained(Kind.REQUEST)).isZero();
	}

	@Test
	void afterATakeBackOnlyWhatHasEndedCounts() {
		this.totals.saw(Map.of("a", Kind.REQUEST, "b", Kind.HTTP2));
		this.totals.forget(Map.of("a", Kind.REQUEST));
		this.totals.saw(Map.of());
		assertThat(this.totals.drained(Kind.HTTP2)).isEqualTo(1);
		assertThat(this.totals.drained(Kind.REQUEST)).isZero();
		assertThat(this.totals.remaining(Kind.REQUEST)).isZero();
	}

	@Test
	void whatDoesNotHoldUpTheDrainDoesNotCount() {
		this.totals.saw(Map.of("a", Kind.EXEMPT));
		this.totals.saw(Map.of());
		assertThat(this.totals.drained(Kind.EXEMPT)).isZero();
	}

}
