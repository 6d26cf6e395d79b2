package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * The score by which the kernel chooses whom to kill.
 */
class OomScoreTests {

	@TempDir
	Path folder;

	private Path file;

	private OomScore score;

	@BeforeEach
	void setUp() throws IOException {
		this.file = Files.writeString(this.folder.resolve("oom_score_adj"), "-500\n");
		this.score = new OomScore(this.file);
	}

	@Test
	void raisedThenRestored() {
		this.score.raise();
		assertThat(this.file).hasContent("1000");
		this.score.raise();
		this.score.restore();
		assertThat(this.file).hasContent("-500");
	}

	@Test
	void restoreWithoutRaiseChangesNothing() {
		this.score.restore();
		assertThat(this.file).hasContent("-500");
	}

	@Test
	void nothingHappensWithoutTheFile() {
		OomScore none = new OomScore(this.folder.resolve("none"));
		assertThatNoException().isThrownBy(none::raise);
		assertThatNoException().isThrownBy(none::restore);
		assertThat(this.folder.resolve("none")).doesNotExist();
	}

}
