package io.hotupdate.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ArgumentFileTests {

	private static final String EVERYTHING = """
			plain "two words" 'single "quoted"' "a\\\\b\\n\\t\\"c" back\\slash C:\\dir
			# a comment with -jar in it
			mid"dle quo"ted "" '' end # after
			lost#word
			"continued \\
			   on the next line"
			"open quote
			next\tlast\fformfeed
			"form\ffeed" 'it"s' x"\\'"y
			"unclosed at the end""";

	@Test
	void tokensAreThoseOfTheLauncher(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("arguments");
		String head = "-cp \"" + System.getProperty("java.class.path") + "\" " + EchoMain.class.getName() + "\n";
		Files.writeString(file, head + EVERYTHING);
		Process launcher = new ProcessBuilder(Jvm.java(), "-XX:TieredStopAtLevel=1", "@" + file)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		List<String> launched = launcher.inputReader(StandardCharsets.US_ASCII)
			.lines()
			.map((line) -> new String(Base64.getDecoder().decode(line.substring(1)), StandardCharsets.UTF_8))
			.toList();
		assertThat(launcher.waitFor()).isZero();
		assertThat(ArgumentFile.tokens(EVERYTHING)).isEqualTo(launched);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "two words", "it's", "say \"hi\"", "both ' and \"" })
	void quotedWordIsReadBack(String word) {
		assertThat(ArgumentFile.words(ArgumentFile.quoted(List.of("-x", word, "-y")))).containsExactly("-x", word,
				"-y");
	}

}
