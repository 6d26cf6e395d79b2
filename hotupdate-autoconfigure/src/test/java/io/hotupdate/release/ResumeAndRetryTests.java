package io.hotupdate.release;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;

import io.hotupdate.Reason;
import io.hotupdate.release.RawServer.Handler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ResumeAndRetryTests extends AbstractDownloadTests {

	private static final int CUT = 150_000;

	@Test
	void cutDownloadGoesOnWhereItWas() throws Exception {
		this.server.on(JAR, RawServer.cut(this.jar, CUT, ETAG), RawServer.content(this.jar, ETAG));
		this.fixture.install(this.sha256);
		int offset = this.server.requests.get(1).offset();
		assertThat(offset).isPositive().isLessThanOrEqualTo(CUT);
		assertThat(this.server.requests.get(1).headers()).containsEntry("if-range", "\"one\"");
		assertThat(this.fixture.progress).isSorted();
		assertThat(this.fixture.pauses).containsExactly(Duration.ofMillis(750));
		this.fixture.assertInstalled(this.jar);
	}

	@Test
	void weakEtagIsNoConditionForARange() throws Exception {
		this.server.on(JAR, RawServer.cut(this.jar, CUT, "ETag: W/\"one\""), RawServer.content(this.jar));
		this.fixture.install(this.sha256);
		assertThat(this.server.requests.get(1).headers()).containsKey("range").doesNotContainKey("if-range");
	}

	@Test
	void serverThatIgnoresRangesSendsAllAgain() throws Exception {
		Handler all = (request, out) -> {
			RawServer.head(out, 200, this.jar.length);
			out.write(this.jar);
		};
		assertGoesOn(all, 2);
	}

	@Test
	void rangeThatCannotBeSatisfiedBeginsAnew() throws Exception {
		assertGoesOn(RawServer.status(416), 3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes 1-200000/%d", "bytes 0-9/10", "bytes */%d", "" })
	void wrongRangeBeginsAnew(String range) throws Exception {
		Handler wrong = (request, out) -> {
			RawServer.head(out, 206, 10, "Content-Range: " + range.formatted(this.jar.length));
			out.write(new byte[10]);
		};
		assertGoesOn(wrong, 3);
	}

	private void assertGoesOn(Handler toRange, int requests) throws Exception {
		Handler whole = RawServer.content(this.jar, ETAG);
		this.server.on(JAR, RawServer.cut(this.jar, CUT, ETAG), toRange, whole);
		this.fixture.install(this.sha256);
		assertThat(this.server.requests).hasSize(requests);
		this.fixture.assertInstalled(this.jar);
	}

	@Test
	void fileThatChangedBetweenTheRangesIsFetchedAnew() throws Exception {
		byte[] older = this.jar.clone();
		Arrays.fill(older, 1000, 5000, (byte) 7);
		this.server.on(JAR, RawServer.cut(older, CUT), RawServer.content(this.jar));
		this.fixture.install(this.sha256);
		assertThat(this.server.requests).hasSize(3);
		this.fixture.assertInstalled(this.jar);
	}

	@Test
	void rangeWithMoreThanAnnouncedIsCutThere() throws Exception {
		Handler more = (request, out) -> {
			int from = request.offset();
			RawServer.head(out, 206, this.jar.length - from + 50,
					"Content-Range: bytes " + from + "-" + (this.jar.length - 1) + "/" + this.jar.length);
			out.write(this.jar, from, this.jar.length - from);
			out.write(new byte[50]);
		};
		assertGoesOn(more, 2);
	}

	@Test
	void truncatedDownloadFailsAndIsKept() throws Exception {
		this.server.on(JAR, RawServer.cut(this.jar, CUT), RawServer.status(503), RawServer.cut(this.jar, 10));
		this.fixture.assertFails(this.sha256, Reason.TRUNCATED, "(tried 3 times)");
		assertThat(this.server.requests).hasSize(3);
		assertThat(this.fixture.partial()).isEqualTo(10);
	}

	@Test
	void stalledServerIsLeft() throws Exception {
		this.fixture.stallTimeout = Duration.ofMillis(300);
		this.server.on(JAR, this.server.stall(this.jar, CUT), this.server.stall(this.jar, CUT),
				this.server.stall(this.jar, CUT));
		this.fixture.assertFails(this.sha256, Reason.SERVER_STALLED, "300 ms");
		assertThat(this.server.requests).hasSize(3);
		assertThat(this.fixture.partial()).isEqualTo(CUT);
		this.server.on(JAR, RawServer.content(this.jar));
		this.fixture.install(this.sha256);
		assertThat(this.server.requests.get(3).offset()).isEqualTo(CUT);
		this.fixture.assertInstalled(this.jar);
	}

	@Test
	void unreachableServerIsTriedAgain() throws Exception {
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			String url = "http://127.0.0.1:" + free.getLocalPort() + "/";
			free.close();
			DownloadFixture nobody = new DownloadFixture(this.folder.resolve("nobody"), url + "{version}.jar");
			nobody.allowed.add(url);
			nobody.attempts = 5;
			nobody.assertFails(null, Reason.SERVER_UNREACHABLE, "(tried 5 times)");
			assertThat(nobody.pauses).extracting(Duration::toMillis).containsExactly(750L, 1500L, 3000L, 6000L);
			nobody.assertNothingLeft();
			nobody.close();
		}
	}

	@Test
	void serverErrorIsTriedAgainWhenTheServerSays() throws Exception {
		this.server.on(JAR, RawServer.status(503, "Retry-After: 20"),
				RawServer.status(429, "Retry-After: Fri, 02 Jan 2026 03:05:05 GMT"), RawServer.content(this.jar));
		this.fixture.install(this.sha256);
		assertThat(this.fixture.pauses).containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(60));
	}

	@Test
	void serverThatAsksForTooMuchPatienceIsNotWaitedFor() throws Exception {
		this.server.on(JAR, RawServer.status(503, "Retry-After: 3600"));
		this.fixture.assertFails(this.sha256, Reason.SERVER_ERROR, "503");
		assertThat(this.server.requests).hasSize(1);
		this.fixture.assertNothingLeft();
	}

	@Test
	void pausesDoubleUpToTheLongest() {
		Retry retry = new Retry(ReleaseSettings.of(null), (it) -> {
		}, () -> 1.0);
		assertThat(retry.pause(1, null)).isEqualTo(Duration.ofSeconds(1));
		assertThat(retry.pause(4, null)).isEqualTo(Duration.ofSeconds(8));
		assertThat(retry.pause(60, null)).isEqualTo(Duration.ofSeconds(30));
		assertThat(retry.pause(1, Duration.ofSeconds(-5))).isEqualTo(Duration.ofSeconds(1));
	}

}
