package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The page about alerts has a section for each of them, to which its runbook leads. */
class AlertsPageTests {

	private static final Path RULES = Path.of("..", "sample", "observability", "rules", "hotupdate.rules.yml");

	private static final Path TESTS = Path.of("..", "sample", "observability", "rules", "hotupdate.rules.test.yml");

	private static final Path PAGE = Path.of("..", "docs", "alerts.md");

	@Test
	void eachAlertHasASectionAndEachSectionAnAlert() throws IOException {
		List<String> alerts = found("- alert: (\\w+)", RULES);
		assertThat(alerts).hasSize(10).isEqualTo(found("(?m)^## (\\w+)$", PAGE));
	}

	@Test
	void eachRunbookLeadsToTheSectionOfItsAlert() throws IOException {
		List<String> alerts = found("- alert: (\\w+)", RULES);
		assertThat(found("runbook_url: https://\\S+/docs/alerts\\.md#(\\w+)", RULES))
			.isEqualTo(alerts.stream().map((alert) -> alert.toLowerCase(Locale.ROOT)).toList());
	}

	@Test
	void eachAlertIsTested() throws IOException {
		assertThat(Files.readString(TESTS)).contains(found("- alert: (\\w+)", RULES));
	}

	private static List<String> found(String pattern, Path file) throws IOException {
		return Pattern.compile(pattern)
			.matcher(Files.readString(file))
			.results()
			.map((MatchResult result) -> result.group(1))
			.toList();
	}

}
