package io.hotupdate.connection;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTests {

	private final List<Integer> done = new ArrayList<>();

	private final Pace pace = new Pace();

	@Test
	void isDoneEvenlyInTheOrderFound() {
		add(10);
		this.pace.share(4);
		this.pace.step();
		assertThat(this.done).containsExactly(0, 1, 2);
		this.pace.step();
		this.pace.step();
		assertThat(this.pace.isDone()).isFalse();
		this.pace.step();
		assertThat(this.done).hasSize(10).isSorted();
		assertThat(this.pace.isDone()).isTrue();
	}

	@Test
	void fewAreDoneOneByOne() {
		add(2);
		this.pace.share(25);
		this.pace.step();
		assertThat(this.done).containsExactly(0);
	}

	@Test
	void whatIsLeftIsSharedOutAgain() {
		add(4);
		this.pace.share(4);
		this.pace.step();
		add(5);
		this.pace.share(2);
		this.pace.step();
		this.pace.step();
		assertThat(this.done).hasSize(9);
	}

	@Test
	void nothingIsDue() {
		this.pace.share(25);
		this.pace.step();
		assertThat(this.pace.isDone()).isTrue();
	}

	private void add(int count) {
		int from = this.done.size();
		for (int i = 0; i < count; i++) {
			int number = from + i;
			this.pace.add(() -> this.done.add(number));
		}
	}

}
