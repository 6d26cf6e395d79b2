package io.hotupdate.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ExpositionTests {

	private static final String REQUESTS = """
			# HELP requests_total How many
			# TYPE requests_total counter
			requests_total{uri="/"} 5.0
			""";

	@Test
	void seriesCarryTheirSlot() {
		assertThat(merged("""
				# TYPE open gauge
				open 1.0
				# TYPE heap gauge
				heap{area="old"} 7.0
				""", "")).isEqualTo("""
				# TYPE open gauge
				open{slot="a"} 1.0
				# TYPE heap gauge
				heap{slot="a",area="old"} 7.0
				""");
	}

	@Test
	void twoGenerationsAreToldAsOneFamily() {
		assertThat(merged(REQUESTS, REQUESTS.replace("5.0", "37.0"))).isEqualTo("""
				# HELP requests_total How many
				# TYPE requests_total counter
				requests_total{slot="a",uri="/"} 5.0
				requests_total{slot="b",uri="/"} 37.0
				""");
	}

	@Test
	void aCounterThatOneSlotLacksIsZeroThere() {
		String theirs = REQUESTS.replace("\"/\"", "\"/other\"");
		assertThat(merged(REQUESTS, theirs)).isEqualTo("""
				# HELP requests_total How many
				# TYPE requests_total counter
				requests_total{slot="a",uri="/"} 5.0
				requests_total{slot="a",uri="/other"} 0.0
				requests_total{slot="b",uri="/other"} 5.0
				requests_total{slot="b",uri="/"} 0.0
				""");
	}

	@Test
	void aGaugeThatOneSlotLacksIsNotToldThere() {
		assertThat(merged("# TYPE heap gauge\nheap 7.0\n", "")).doesNotContain("slot=\"b\"");
	}

	@Test
	void quantilesAreNotToldAsZero() {
		assertThat(merged("""
				# TYPE time summary
				time{quantile="0.5"} 3.0
				time_count 4
				time_sum 9.0
				""", "")).isEqualTo("""
				# TYPE time summary
				time{slot="a",quantile="0.5"} 3.0
				time_count{slot="a"} 4
				time_sum{slot="a"} 9.0
				time_count{slot="b"} 0.0
				time_sum{slot="b"} 0.0
				""");
	}

	@Test
	void bracesAndQuotesInLabelsAreNoEnd() {
		assertThat(merged(
				"# TYPE requests_total counter\nrequests_total{uri=\"/{id} \\\"x\\\\\"} 5.0 # {trace=\"1\"} 1\n", ""))
			.contains("requests_total{slot=\"a\",uri=\"/{id} \\\"x\\\\\"} 5.0 # {trace=\"1\"} 1\n")
			.contains("requests_total{slot=\"b\",uri=\"/{id} \\\"x\\\\\"} 0.0\n");
	}

	@Test
	void whatIsOfTheInstanceIsToldOnceByItsOwner() {
		String mine = "# TYPE hotupdate_generations gauge\nhotupdate_generations 1.0\n";
		Exposition theirs = exposition(mine.replace("1.0", "2.0"));
		assertThat(text(exposition(mine).with(Slot.A, theirs, theirs, ExpositionFormat.TEXT)))
			.isEqualTo("# TYPE hotupdate_generations gauge\nhotupdate_generations 2.0\n");
		assertThat(text(exposition(mine).with(Slot.A, Exposition.NONE, Exposition.NONE, ExpositionFormat.TEXT)))
			.isEqualTo(mine);
	}

	@Test
	void onlyWhatStaysTrueOutlivesItsGeneration() {
		Exposition lasting = exposition(REQUESTS + """
				# TYPE heap gauge
				heap 7.0
				# TYPE hotupdate_build_info gauge
				hotupdate_build_info{version="1.0.0"} 1
				# TYPE time summary
				time{quantile="0.5"} 3.0
				time_count 4
				""").lasting();
		assertThat(lasting.families()).containsOnlyKeys("requests_total", "hotupdate_build_info", "time");
		assertThat(text(Exposition.NONE.with(Slot.A, lasting, Exposition.NONE, ExpositionFormat.TEXT)))
			.contains("time_count{slot=\"b\"} 4")
			.doesNotContain("quantile");
	}

	@Test
	void openMetricsEndsOnce() {
		Exposition mine = exposition("# TYPE requests counter\nrequests_total 1.0\n# EOF\n");
		assertThat(text(mine.with(Slot.B, mine, mine, ExpositionFormat.OPEN_METRICS))).isEqualTo("""
				# TYPE requests counter
				requests_total{slot="b"} 1.0
				requests_total{slot="a"} 1.0
				# EOF
				""");
	}

	@Test
	void namesAreThoseOfFamilies() {
		Exposition all = exposition(REQUESTS + "# TYPE heap gauge\nheap 7.0\n");
		assertThat(all.only(Set.of("requests")).families()).containsOnlyKeys("requests_total");
		assertThat(all.only(Set.of("heap")).families()).containsOnlyKeys("heap");
		assertThat(all.only(Set.of()).families()).hasSize(2);
	}

	@Test
	void aLineWithoutAValueIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> exposition("heap"));
		assertThatIllegalArgumentException().isThrownBy(() -> exposition("heap{a=\"} 1"));
	}

	private static String merged(String mine, String theirs) {
		return text(exposition(mine).with(Slot.A, exposition(theirs), Exposition.NONE, ExpositionFormat.TEXT));
	}

	private static Exposition exposition(String text) {
		return Exposition.parse(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String text(byte[] exposition) {
		return new String(exposition, StandardCharsets.UTF_8);
	}

}
