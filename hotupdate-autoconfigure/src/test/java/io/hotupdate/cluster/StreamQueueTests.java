package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * One after the other, in the order of coming.
 */
class StreamQueueTests {

	private static final Duration LEASE = Duration.ofSeconds(1);

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final List<ClusterLocks> opened = new ArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@TempDir
	Path folder;

	private RedisProcess server;

	@BeforeEach
	void start() throws IOException {
		this.server = RedisProcess.start(this.folder.resolve("redis"));
	}

	@AfterEach
	void stop() throws Exception {
		this.threads.shutdownNow();
		this.opened.forEach(ClusterLocks::close);
		this.server.close();
	}

	private ClusterLocks open() {
		RedisSettings settings = new RedisSettings(List.of(new RedisSettings.Node("127.0.0.1", this.server.port())),
				RedisSettings.Mode.STANDALONE, null, null, null, null, null, 0, false, null, Duration.ofSeconds(1));
		ClusterLocks locks = new ClusterLocks("desk", settings, List.of());
		this.opened.add(locks);
		return locks;
	}

	@Test
	void eachIsServedInTheOrderOfComing() throws Exception {
		List<Integer> served = Collections.synchronizedList(new ArrayList<>());
		List<Long> fences = Collections.synchronizedList(new ArrayList<>());
		AtomicInteger inside = new AtomicInteger();
		HeldLock first = open().queue().enter("file", LEASE, LIMIT).orElseThrow();
		List<Future<?>> waiting = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			int number = i;
			waiting.add(this.threads.submit(() -> {
				try (HeldLock turn = open().queue().enter("file", LEASE, LIMIT).orElseThrow()) {
					assertThat(inside.incrementAndGet()).isEqualTo(1);
					served.add(number);
					fences.add(turn.fence());
					inside.decrementAndGet();
				}
				return null;
			}));
			int length = i + 2;
			await().atMost(LIMIT).until(() -> length() == length);
		}
		assertThat(served).isEmpty();
		first.close();
		for (Future<?> one : waiting) {
			one.get(60, TimeUnit.SECONDS);
		}
		assertThat(served).containsExactly(0, 1, 2, 3, 4);
		assertThat(fences).isSorted().doesNotHaveDuplicates().allMatch((fence) -> fence > first.fence());
		assertThat(length()).as("nothing is left").isZero();
	}

	/** Its process dies: nothing is heard of it any more. */
	@Test
	void whoDiesIsPassedOver() throws Exception {
		ClusterLocks dying = open();
		HeldLock dead = dying.queue().enter("file", LEASE, LIMIT).orElseThrow();
		ClusterLocks waitingToDie = open();
		Future<Optional<HeldLock>> never = this.threads.submit(() -> waitingToDie.queue().enter("file", LEASE, LIMIT));
		await().atMost(LIMIT).until(() -> length() == 2);
		Future<Optional<HeldLock>> next = this.threads.submit(() -> open().queue().enter("file", LEASE, LIMIT));
		await().atMost(LIMIT).until(() -> length() == 3);
		never.cancel(true);
		dying.close();
		HeldLock turn = next.get(60, TimeUnit.SECONDS).orElseThrow();
		assertThat(turn.fence()).isGreaterThan(dead.fence());
		assertThat(turn.isHeld()).isTrue();
		await().atMost(LIMIT).until(() -> !dead.isHeld());
		dead.close();
		assertThat(turn.renew()).isTrue();
	}

	@Test
	void whoLosesPatienceLeavesTheQueue() throws Exception {
		HeldLock first = open().queue().enter("file", LEASE, LIMIT).orElseThrow();
		assertThat(open().queue().enter("file", LEASE, Duration.ofMillis(100))).isEmpty();
		assertThat(length()).isEqualTo(1);
		assertThat(open().queue().enter("other", LEASE, LIMIT)).as("another resource").isPresent();
		assertThat(first.isHeld()).isTrue();
	}

	@Test
	void turnThatRedisHasForgottenIsLost() throws Exception {
		AtomicInteger lost = new AtomicInteger();
		HeldLock first = open().queue().enter("file", LEASE, LIMIT).orElseThrow();
		first.onLost(lost::incrementAndGet);
		Future<Optional<HeldLock>> next = this.threads.submit(() -> open().queue().enter("file", LEASE, LIMIT));
		await().atMost(LIMIT).until(() -> length() == 2);
		this.server.kill();
		this.server.restartEmpty();
		await().atMost(LIMIT).until(() -> lost.get() == 1);
		assertThat(next.get(60, TimeUnit.SECONDS)).isEmpty();
	}

	@Test
	void withoutRedisNobodyWaitsForEver() throws Exception {
		this.server.kill();
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> open().queue().enter("file", LEASE, LIMIT));
	}

	private long length() {
		RedisClient client = RedisClient.create("redis://127.0.0.1:" + this.server.port());
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			return connection.sync().xlen("{desk}:queue:file");
		}
		finally {
			client.shutdown();
		}
	}

}
