package io.hotupdate.cluster;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Locks in the majority of three Redis servers.
 */
class RedlockTests extends ClusterLockContract {

	@Override
	int count() {
		return 3;
	}

	@Test
	void oneOfThreeMayDie() throws Exception {
		HeldLock held = lock().acquire("a", LONG).orElseThrow();
		server(1).kill();
		assertThat(held.renew()).isTrue();
		assertThat(lock().acquire("a", LONG)).isEmpty();
		held.close();
		assertThat(awaitFree(lock(), LONG).fence()).isGreaterThan(held.fence());
	}

	@Test
	void twoOfThreeMayNot() throws Exception {
		HeldLock held = lock().acquire("a", LONG).orElseThrow();
		server(1).kill();
		server(2).kill();
		assertThat(held.renew()).isFalse();
		assertThat(held.isHeld()).as("until its lease ends").isTrue();
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> lock().acquire("b", LONG))
			.withMessageContaining("1 of 3");
	}

	/** Its own numbers begin anew; those of the two others do not. */
	@Test
	void numbersRiseThoughOneServerForgets() throws Exception {
		long last = 0;
		for (int i = 0; i < 6; i++) {
			server(i % 3).kill();
			server(i % 3).restartEmpty();
			HeldLock held = awaitFree(lock(), Duration.ofSeconds(10));
			assertThat(held.fence()).isGreaterThan(last);
			last = held.fence();
			held.close();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4 })
	void numberWithoutAMajorityIsRefused(int servers) {
		RedisSettings settings = new RedisSettings(List.of(new RedisSettings.Node("127.0.0.1", 1)),
				RedisSettings.Mode.STANDALONE, null, null, null, null, null, 0, false, null, Duration.ofSeconds(1));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ClusterLocks("desk", settings, Collections.nCopies(servers, "redis://127.0.0.1:1")))
			.withMessageContaining("perhaps you should");
	}

}
