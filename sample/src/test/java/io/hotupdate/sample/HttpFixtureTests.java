package io.hotupdate.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/** Tests for {@link HttpFixture}. */
class HttpFixtureTests {

	@TempDir
	Path folder;

	private final HttpClient client = HttpClient.newHttpClient();

	private HttpFixture fixture;

	@BeforeEach
	void serve() throws IOException {
		Files.writeString(this.folder.resolve("file"), "0123456789");
		this.fixture = HttpFixture.serving(this.folder);
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void sendTheWholeFile() throws Exception {
		assertThat(get("/file").body()).isEqualTo("0123456789");
		assertThat(get("/other").statusCode()).isEqualTo(404);
		assertThat(this.fixture.requests()).extracting(HttpFixture.Received::path).containsExactly("/file", "/other");
	}

	@Test
	void sendTheRestWhenARangeIsAskedFor() throws Exception {
		HttpResponse<String> rest = get("/file", "Range", "bytes=4-");
		assertThat(rest.statusCode()).isEqualTo(206);
		assertThat(rest.headers().firstValue("Content-Range")).contains("bytes 4-9/10");
		assertThat(rest.body()).isEqualTo("456789");
		assertThat(get("/file", "Range", "bytes=10-").statusCode()).isEqualTo(416);
		assertThat(get("/file", "Range", "bytes=4-", "If-Range", "\"other\"").statusCode()).isEqualTo(200);
		assertThat(this.fixture.requests().get(0).header("Range")).isEqualTo("bytes=4-");
	}

	@Test
	void sendTheWholeFileWhenRangesAreOff() throws Exception {
		this.fixture.withoutRanges();
		assertThat(get("/file", "Range", "bytes=4-").body()).isEqualTo("0123456789");
	}

	@Test
	void cutTheConnection() {
		this.fixture.cutAfter(4);
		assertThatIOException().isThrownBy(() -> get("/file"));
	}

	@Test
	void stallUntilToldToGoOn() throws Exception {
		this.fixture.stallAfter(4);
		CompletableFuture<HttpResponse<String>> answer = this.client.sendAsync(request("/file"),
				HttpResponse.BodyHandlers.ofString());
		await().until(() -> this.fixture.requests().size() == 1);
		assertThat(answer).isNotDone();
		this.fixture.goOn();
		assertThat(answer.get().body()).isEqualTo("0123456789");
	}

	@Test
	void redirectToAnotherServer() throws Exception {
		this.fixture.redirectTo(URI.create("http://127.0.0.2:1"));
		HttpResponse<String> answer = get("/file");
		assertThat(answer.statusCode()).isEqualTo(302);
		assertThat(answer.headers().firstValue("Location")).contains("http://127.0.0.2:1/file");
	}

	private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
		return this.client.send(request(path, headers), HttpResponse.BodyHandlers.ofString());
	}

	private HttpRequest request(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.fixture.base() + path));
		return ((headers.length > 0) ? request.headers(headers) : request).build();
	}

}
