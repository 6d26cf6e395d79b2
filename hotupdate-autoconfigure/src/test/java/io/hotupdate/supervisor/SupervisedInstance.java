package io.hotupdate.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.process.ServiceNotifier;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.supervisor.Frame.Type;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A supervisor in this process, whose generations are real processes that do nothing:
 * what they would say a test says. Nobody is restarted unless the test says so.
 */
final class SupervisedInstance implements AutoCloseable {

	private static final String WAITS = """
			#!/bin/sh
			echo $$ >> started
			for last; do :; done
			read code < "$last"
			exit "$code"
			""";

	final HeldListeners listeners = new HeldListeners();

	final BlockingQueue<Decision> decisions = new LinkedBlockingQueue<>();

	final BlockingQueue<String> told = new LinkedBlockingQueue<>();

	private final Map<String, Runnable> signals = new ConcurrentHashMap<>();

	private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

	private final List<FrameChannel> lines = new ArrayList<>();

	private final Path folder;

	private final ControlSocket control;

	private final Supervisor supervisor;

	private @Nullable CompletableFuture<Integer> end;

	SupervisedInstance(Path folder) throws IOException, InterruptedException {
		this.folder = folder;
		Files.writeString(folder.resolve("started"), "");
		program("waits", WAITS);
		program("stubborn", WAITS.replace("echo", "trap '' TERM\necho"));
		assertThat(new ProcessBuilder("mkfifo", code().toString()).start().waitFor()).isZero();
		Path socket = SupervisorLink.socket(folder);
		this.control = ControlSocket.listen(socket);
		this.supervisor = new Supervisor(this.thread, folder,
				new Generations(socket, new Roster(folder.resolve("generations")), Map.of()), this.listeners,
				new Told(), ServiceNotifier.NONE, this.signals::put, command("waits"));
		this.control.serve(this.supervisor::met);
	}

	private void program(String name, String text) throws IOException {
		Files.writeString(this.folder.resolve(name), text).toFile().setExecutable(true);
	}

	private Path code() {
		return this.folder.resolve("code");
	}

	/** How a generation is started: one that waits, or a stubborn one. */
	SuccessorCommand command(String program) {
		return new SuccessorCommand(List.of(this.folder.resolve(program).toString(), code().toString()),
				Map.of("PATH", System.getenv("PATH")), this.folder, List.of());
	}

	/** Begin, and wait for the first generation. */
	long begin() {
		begin(List.of());
		return started(1);
	}

	void begin(List<ProcessIdentity> living) {
		this.end = this.supervisor.begin(living);
	}

	/** The pid of the process that was started as the so-and-so-many-th. */
	long started(int count) {
		await().until(() -> started().size() >= count);
		return started().get(count - 1);
	}

	List<Long> started() {
		try {
			return Files.readAllLines(this.folder.resolve("started")).stream().map(Long::valueOf).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A process that another supervisor has started. */
	ProcessIdentity foreign() throws IOException {
		int before = started().size();
		SuccessorCommand command = command("waits");
		new ProcessBuilder(command.command()).directory(this.folder.toFile()).start();
		return ProcessIdentity.of(started(before + 1)).orElseThrow();
	}

	/** Have the one that waits end. */
	void exit(int code) throws IOException {
		Files.writeString(code(), code + "\n");
	}

	static void kill(long pid) {
		ProcessHandle.of(pid).orElseThrow().destroyForcibly();
	}

	static boolean lives(long pid) {
		return ProcessIdentity.of(pid).isPresent();
	}

	void signal(String name) {
		Objects.requireNonNull(this.signals.get(name), name).run();
	}

	boolean takes(String name) {
		return this.signals.containsKey(name);
	}

	Voice voice() throws IOException {
		FrameChannel line = new FrameChannel(
				SocketChannel.open(UnixDomainSocketAddress.of(SupervisorLink.socket(this.folder))));
		this.lines.add(line);
		return new Voice(line);
	}

	/** A generation reports. */
	Voice hello(long pid) throws IOException, InterruptedException {
		Voice voice = voice();
		voice.line.say(Frame.of(Type.HELLO, Frame.PROTOCOL, String.valueOf(pid), "1", "1.0.0"));
		voice.welcome = voice.next();
		assertThat(voice.welcome.type()).isEqualTo(Type.WELCOME);
		return voice;
	}

	Decision decision() throws InterruptedException {
		Decision decision = this.decisions.poll(60, TimeUnit.SECONDS);
		assertThat(decision).isNotNull();
		return decision;
	}

	/** Nothing was decided when everything said so far was dealt with. */
	void assertUndecided() {
		await().during(300, TimeUnit.MILLISECONDS).until(this.decisions::isEmpty);
	}

	int end() throws Exception {
		return Objects.requireNonNull(this.end, "It was not begun").get(60, TimeUnit.SECONDS);
	}

	boolean hasEnded() {
		return this.end != null && this.end.isDone();
	}

	@Override
	public void close() throws IOException {
		this.thread.shutdownNow();
		this.control.close();
		this.lines.forEach(FrameChannel::close);
		this.listeners.close();
		List<Long> started = started();
		ProcessHandle.current()
			.descendants()
			.filter((process) -> started.contains(process.pid()))
			.forEach(ProcessHandle::destroyForcibly);
	}

	/** What a generation says and hears. */
	static final class Voice {

		final FrameChannel line;

		final BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();

		private final CompletableFuture<Void> end = new CompletableFuture<>();

		Frame welcome = Frame.of(Type.UNKNOWN);

		Voice(FrameChannel line) {
			this.line = line;
			line.listen("generation", this.heard::add, () -> this.end.complete(null));
		}

		void say(Type type, String... fields) {
			assertThat(this.line.say(Frame.of(type, fields))).isTrue();
		}

		Frame next() throws InterruptedException {
			Frame frame = this.heard.poll(60, TimeUnit.SECONDS);
			assertThat(frame).isNotNull();
			return frame;
		}

		void awaitEnd() throws Exception {
			this.end.get(60, TimeUnit.SECONDS);
		}

	}

	/** A crash. */
	record Decision(String what, Child.@Nullable Failure failure, Crashes.Instance instance) {

	}

	private final class Told implements Crashes {

		@Override
		public void ready() {
			SupervisedInstance.this.told.add("ready");
		}

		@Override
		public int total() {
			return 4;
		}

		@Override
		public void management(Management management) {
			SupervisedInstance.this.told.add("management " + management.version());
		}

		@Override
		public void settings(SupervisionSettings settings) {
			SupervisedInstance.this.told.add("settings " + settings.alertAfter());
		}

		@Override
		public void decide(String what, Child.@Nullable Failure failure, Instance instance) {
			SupervisedInstance.this.decisions.add(new Decision(what, failure, instance));
		}

		@Override
		public void resume(Restart restart) {
			SupervisedInstance.this.told.add("resume " + restart.version());
		}

		@Override
		public void close() {
			SupervisedInstance.this.told.add("close");
		}

	}

}
