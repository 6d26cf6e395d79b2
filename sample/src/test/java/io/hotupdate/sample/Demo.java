package io.hotupdate.sample;

import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.hotupdate.sample.ActuatorClient.Answer;

/**
 * The demonstration: one instance under load, one POST, and what the clients saw. Started
 * by {@code sample/demo}.
 */
final class Demo {

	private static final String TARGET = SampleRelease.SECOND.version();

	private static final Duration STEADY = Duration.ofSeconds(5);

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final Set<String> ENDED = Set.of("IDLE", "FAILED");

	private static final String CLEAR = "\r\033[K";

	private final PrintStream out = System.out;

	private final boolean terminal = Boolean.getBoolean("demo.terminal");

	private final AppProcess app;

	private final ActuatorClient actuator;

	private final LoadClient load;

	private String lastLine = "";

	private Demo(AppProcess app, LoadClient load) {
		this.app = app;
		this.actuator = ActuatorClient.of(app);
		this.load = load;
	}

	/** Run the demonstration in a folder: {@code Demo <folder>}. */
	public static void main(String[] args) throws Exception {
		System.out.println("Starting the order desk " + SampleRelease.FIRST.version() + " ...");
		AppProcess app = AppProcess.in(Path.of(args[0]))
			.ownTemporaryFolder()
			.property("hotupdate.probation.duration", "10s")
			.launch(SampleRelease.FIRST.jar());
		Runtime.getRuntime().addShutdownHook(new Thread(app::close));
		app.awaitAnswer();
		boolean good;
		try (LoadClient load = LoadClient.start(app.port())) {
			good = new Demo(app, load).run();
		}
		System.exit(good ? 0 : 1);
	}

	private boolean run() throws InterruptedException, SQLException {
		this.out.printf("It listens on http://127.0.0.1:%d (pid %d). 300 requests/s, half kept-alive, no retries.%n",
				this.app.port(), this.app.pid());
		steady("before the update");
		this.out.printf("%nPOST /actuator/hotupdate {\"version\": \"%s\"}%n", TARGET);
		long posted = System.nanoTime();
		Answer answer = this.actuator.update(TARGET);
		boolean updated = answer.status() < 300 && follow(posted);
		if (!updated) {
			this.out.printf("%nThe update failed: %s%n", (answer.status() < 300) ? reason() : answer.text());
		}
		steady("after the update");
		LoadResult result = this.load.stop();
		StoredOrders stored = StoredOrders.in(this.app.database());
		report(result, stored, posted);
		return updated && result.failures().isEmpty() && stored.duplicates().isEmpty()
				&& stored.missing(result.acknowledged()).isEmpty();
	}

	private String reason() {
		Answer snapshot = this.actuator.snapshot();
		String message = snapshot.value("error.message");
		return message.isEmpty() ? snapshot.text() : message;
	}

	private void steady(String when) throws InterruptedException {
		long end = System.nanoTime() + STEADY.toNanos();
		while (System.nanoTime() < end) {
			progress("load " + when);
		}
		line();
	}

	/** Show the progress until the update has ended; whether it was a success. */
	private boolean follow(long posted) throws InterruptedException {
		long end = posted + LIMIT.toNanos();
		while (System.nanoTime() < end) {
			Answer snapshot = this.actuator.snapshot();
			String state = snapshot.value("state");
			progress(String.format(Locale.ROOT, "%5.1f s  %s %s %s %%  serving %s", (System.nanoTime() - posted) / 1e9,
					state, snapshot.value("phase"), snapshot.value("progress"), snapshot.value("currentVersion")));
			if (ENDED.contains(state)) {
				line();
				return TARGET.equals(snapshot.value("currentVersion")) && state.equals("IDLE");
			}
		}
		return false;
	}

	private void progress(String what) throws InterruptedException {
		String line = String.format(Locale.ROOT, "%-60s | %6d requests, %d failed", what, this.load.done(),
				this.load.failed());
		if (this.terminal) {
			this.out.print(CLEAR + line);
			this.out.flush();
		}
		else if (!what.replaceAll("[0-9. ]", "").equals(this.lastLine)) {
			// without a terminal only what changed
			this.lastLine = what.replaceAll("[0-9. ]", "");
			this.out.println(line);
		}
		TimeUnit.MILLISECONDS.sleep(100);
	}

	private void line() {
		if (this.terminal) {
			this.out.println();
		}
	}

	private void report(LoadResult result, StoredOrders stored, long posted) {
		long first = result.firstAnswerOf(TARGET);
		this.out.printf("%n%-36s %d%n", "requests sent", result.sent());
		this.out.printf("%-36s %d%n", "requests failed", result.failures().size());
		this.out.printf("%-36s %d%n", "orders acknowledged", result.acknowledged().size());
		this.out.printf("%-36s %d (%d more than once, %d missing)%n", "orders stored", stored.total(),
				stored.duplicates().size(), stored.missing(result.acknowledged()).size());
		this.out.printf(Locale.ROOT, "%-36s %s%n", "from the POST to 1.1.0 answering",
				(first == Long.MAX_VALUE) ? "never" : String.format(Locale.ROOT, "%.1f s", (first - posted) / 1e9));
		this.out.printf("%-36s %s%n", "answered by", result.releases());
		result.failures().stream().limit(5).forEach((failure) -> this.out.println("  " + failure));
	}

}
