package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

import static org.awaitility.Awaitility.await;

/**
 * An instance of release 1.0.0 under the standard load.
 *
 * @param app the instance
 * @param load what is put on it
 */
record LoadedInstance(AppProcess app, LoadClient load) implements AutoCloseable {

	/**
	 * Start an instance and its load, and wait until it runs at its pace.
	 * @param folder where it keeps its files; created here
	 * @param requests how many requests are to be answered before it counts as steady
	 * @param options more options
	 */
	static LoadedInstance start(Path folder, int requests, UnaryOperator<AppLauncher> options) throws IOException {
		Files.createDirectories(folder);
		AppProcess app = options.apply(AppProcess.in(folder).ownTemporaryFolder()).start(SampleRelease.FIRST.jar());
		LoadedInstance instance = new LoadedInstance(app, LoadClient.start(app.port()));
		instance.awaitMore(requests);
		return instance;
	}

	/** Wait until so many more requests have been answered, or one has failed. */
	void awaitMore(long requests) {
		long enough = this.load.done() + requests;
		await().atMost(Duration.ofMinutes(1).plusMillis(requests * 10))
			.until(() -> this.load.done() >= enough || this.load.failed() > 0);
	}

	@Override
	public void close() {
		this.load.close();
		this.app.close();
	}

}
