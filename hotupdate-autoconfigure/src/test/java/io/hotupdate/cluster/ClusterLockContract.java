package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * What is true of locks, wherever they are.
 */
abstract class ClusterLockContract {

	static final Duration LONG = Duration.ofMinutes(1);

	static final Duration SHORT = Duration.ofMillis(600);

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final List<RedisProcess> servers = new ArrayList<>();

	private final List<ClusterLocks> opened = new ArrayList<>();

	@TempDir
	Path folder;

	private ClusterLock lock;

	/** How many servers the locks are in. */
	abstract int count();

	@BeforeEach
	void start() throws IOException {
		for (int i = 0; i < count(); i++) {
			this.servers.add(RedisProcess.start(this.folder.resolve("redis" + i)));
		}
		this.lock = open();
	}

	@AfterEach
	void stop() throws Exception {
		this.opened.forEach(ClusterLocks::close);
		for (RedisProcess server : this.servers) {
			server.close();
		}
	}

	/** As another process has them. */
	private ClusterLock open() {
		List<String> uris = this.servers.stream().map((server) -> "redis://127.0.0.1:" + server.port()).toList();
		RedisSettings first = new RedisSettings(
				List.of(new RedisSettings.Node("127.0.0.1", this.servers.get(0).port())), RedisSettings.Mode.STANDALONE,
				null, null, null, null, null, 0, false, null, Duration.ofSeconds(1));
		ClusterLocks locks = new ClusterLocks("desk", first, (count() == 1) ? List.of() : uris);
		this.opened.add(locks);
		return locks.lock();
	}

	@Test
	void lockIsOneHoldersUntilItIsGivenBack() {
		ClusterLock other = open();
		HeldLock held = this.lock.acquire("a", LONG).orElseThrow();
		assertThat(held.isHeld()).isTrue();
		assertThat(held.name()).isEqualTo("a");
		assertThat(other.acquire("a", LONG)).isEmpty();
		assertThat(this.lock.acquire("a", LONG)).as("the same again").isEmpty();
		assertThat(other.acquire("b", LONG)).as("another lock").isPresent();
		held.close();
		assertThat(held.isHeld()).isFalse();
		assertThat(other.acquire("a", LONG)).isPresent();
	}

	@Test
	void onlyOneOfManyHasIt() throws Exception {
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicLong last = new AtomicLong();
		AtomicInteger turns = new AtomicInteger();
		List<String> wrong = new ArrayList<>();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		CountDownLatch ready = new CountDownLatch(4);
		List<Future<?>> workers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			ClusterLock mine = open();
			workers.add(threads.submit(() -> {
				ready.countDown();
				ready.await();
				while (turns.get() < 40) {
					Optional<HeldLock> held = mine.acquire("a", LONG);
					if (held.isEmpty()) {
						continue;
					}
					most.accumulateAndGet(inside.incrementAndGet(), Math::max);
					if (last.getAndSet(held.get().fence()) >= held.get().fence()) {
						wrong.add("fence " + held.get().fence());
					}
					turns.incrementAndGet();
					inside.decrementAndGet();
					held.get().close();
				}
				return null;
			}));
		}
		for (Future<?> worker : workers) {
			worker.get(60, TimeUnit.SECONDS);
		}
		threads.shutdownNow();
		assertThat(most).hasValue(1);
		assertThat(turns.get()).isGreaterThanOrEqualTo(40);
		assertThat(wrong).isEmpty();
	}

	@Test
	void whoDoesNotHaveItCannotGiveItBack() {
		HeldLock first = this.lock.acquire("a", SHORT, false).orElseThrow();
		await().atMost(LIMIT).until(() -> !first.isHeld());
		HeldLock second = awaitFree(open(), LONG);
		assertThat(second.fence()).isGreaterThan(first.fence());
		first.close();
		assertThat(first.renew()).isFalse();
		assertThat(second.renew()).isTrue();
		assertThat(open().acquire("a", LONG)).isEmpty();
	}

	@Test
	void leaseThatIsNotRenewedEnds() {
		AtomicInteger lost = new AtomicInteger();
		HeldLock held = this.lock.acquire("a", SHORT, false).orElseThrow();
		held.onLost(lost::incrementAndGet);
		awaitFree(open(), LONG);
		assertThat(held.isHeld()).isFalse();
		await().atMost(LIMIT).until(() -> lost.get() == 1);
		held.onLost(lost::incrementAndGet);
		assertThat(lost).as("told at once").hasValue(2);
	}

	@Test
	void leaseIsRenewed() {
		AtomicInteger lost = new AtomicInteger();
		HeldLock held = this.lock.acquire("a", SHORT).orElseThrow();
		held.onLost(lost::incrementAndGet);
		ClusterLock other = open();
		await().during(SHORT.multipliedBy(3))
			.atMost(LIMIT)
			.until(() -> other.acquire("a", SHORT).isEmpty() && held.isHeld());
		held.close();
		assertThat(lost).hasValue(0);
	}

	@Test
	void holderIsToldWhenRedisHasForgottenIt() {
		AtomicInteger lost = new AtomicInteger();
		HeldLock held = this.lock.acquire("a", Duration.ofSeconds(3)).orElseThrow();
		held.onLost(lost::incrementAndGet);
		this.servers.forEach((server) -> command(server, (redis) -> redis.del("{desk}:lock:a")));
		await().atMost(LIMIT).until(() -> lost.get() == 1);
		assertThat(held.isHeld()).isFalse();
		assertThat(open().acquire("a", LONG)).isPresent();
	}

	@Test
	void scriptsThatAreForgottenAreSentAgain() {
		this.lock.acquire("a", LONG).orElseThrow().close();
		this.servers.forEach((server) -> command(server, RedisCommands::scriptFlush));
		assertThat(this.lock.acquire("a", LONG)).isPresent();
	}

	@Test
	void withoutRedisNobodyHasIt() throws Exception {
		HeldLock held = this.lock.acquire("a", SHORT).orElseThrow();
		for (RedisProcess server : this.servers) {
			server.kill();
		}
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.lock.acquire("b", LONG))
			.withMessageContaining("perhaps you should");
		await().atMost(LIMIT).until(() -> !held.isHeld());
		for (RedisProcess server : this.servers) {
			server.restartEmpty();
		}
		awaitFree(this.lock, LONG);
	}

	@Test
	void redisThatHangsIsNotWaitedFor() throws Exception {
		HeldLock held = this.lock.acquire("a", SHORT).orElseThrow();
		for (RedisProcess server : this.servers) {
			server.stop();
		}
		long asked = System.nanoTime();
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.lock.acquire("b", LONG));
		assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
		await().atMost(LIMIT).until(() -> !held.isHeld());
		for (RedisProcess server : this.servers) {
			server.resume();
		}
		assertThat(awaitFree(open(), LONG).fence()).isGreaterThan(held.fence());
	}

	@ParameterizedTest
	@CsvSource({ "'',PT1S", "a{b},PT1S", "a,PT0.05S", "a,PT25H" })
	void whatIsNoLockIsRefused(String name, Duration lease) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.lock.acquire(name, lease))
			.withMessageContaining("perhaps you should");
	}

	RedisProcess server(int index) {
		return this.servers.get(index);
	}

	ClusterLock lock() {
		return this.lock;
	}

	HeldLock awaitFree(ClusterLock lock, Duration lease) {
		return await().atMost(LIMIT)
			.ignoreException(LockUnavailableException.class)
			.until(() -> lock.acquire("a", lease), Optional::isPresent)
			.orElseThrow();
	}

	private static void command(RedisProcess server, Consumer<RedisCommands<String, String>> command) {
		RedisClient client = RedisClient.create("redis://127.0.0.1:" + server.port());
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			command.accept(connection.sync());
		}
		finally {
			client.shutdown();
		}
	}

}
