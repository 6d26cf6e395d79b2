package io.hotupdate.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.hotupdate.connection.ShortTempDir;
import io.hotupdate.process.PidFile;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.process.SuccessorProcess;
import io.hotupdate.supervisor.Frame.Type;
import io.hotupdate.supervisor.SupervisorLink.Restart;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * A generation's side of the line, with a supervisor that says what a test wants.
 */
@Timeout(180)
class SupervisorLinkTests {

	private static final long SELF = ProcessHandle.current().pid();

	private static final SuccessorCommand COMMAND = new SuccessorCommand(List.of("java", "-jar", "my app.jar"),
			Map.of("A", "b"), Path.of("/srv/my app"), List.of());

	@TempDir(factory = ShortTempDir.class)
	Path folder;

	private final BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();

	private final AtomicInteger stopped = new AtomicInteger();

	private volatile boolean welcoming = true;

	private volatile @Nullable FrameChannel line;

	private ControlSocket supervisor;

	@BeforeEach
	void listen() throws IOException {
		this.supervisor = ControlSocket.listen(SupervisorLink.socket(this.folder));
		this.supervisor.serve(this::met);
	}

	private void met(FrameChannel met) {
		this.line = met;
		met.listen("supervisor", (frame) -> {
			this.heard.add(frame);
			if (frame.type() == Type.HELLO) {
				if (this.welcoming) {
					met.say(Frame.of(Type.WELCOME, "4711", "0", ""));
				}
				else {
					met.close();
				}
			}
		}, () -> {
		});
	}

	@AfterEach
	void close() throws IOException {
		this.supervisor.close();
		hangUp();
	}

	@Test
	void generationReports() throws Exception {
		SupervisorLink link = open();
		assertThat(next()).isEqualTo(Frame.of(Type.HELLO, Frame.PROTOCOL, String.valueOf(SELF), "3", "1.2.0"));
		assertThat(link.supervisor()).isEqualTo(4711);
		assertThat(link.listeners()).isEmpty();
	}

	@Test
	void supervisorThatIsNotThereIsAnError() throws Exception {
		this.supervisor.close();
		assertThatIOException().isThrownBy(this::open);
	}

	@Test
	void generationThatIsTurnedAwayDoesNotComeBack() throws Exception {
		this.welcoming = false;
		assertThatIOException().isThrownBy(this::open);
		assertThat(next().type()).isEqualTo(Type.HELLO);
		assertThat(this.heard.poll(2, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void nextSupervisorIsToldEverything() throws Exception {
		SupervisorLink link = open();
		next();
		BlockingQueue<String> told = new LinkedBlockingQueue<>();
		link.onNext(() -> told.add("next"));
		link.leads();
		link.signals(List.of("HUP"));
		link.pidFiles(List.of(new PidFile(Path.of("/run/app.pid"))));
		link.serving(new Restart(COMMAND, List.of(), new Management("/actuator", null, "1.2.0", Set.of()),
				SupervisionSettings.DEFAULTS));
		link.failed(true, "passing");
		await().until(() -> this.heard.stream().anyMatch((frame) -> frame.type() == Type.FAILED));
		this.heard.clear();
		nextSupervisor();
		assertThat(next().type()).isEqualTo(Type.HELLO);
		assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("next");
		await().until(() -> this.heard.size() == 7);
		assertThat(this.heard)
			.contains(Frame.of(Type.LEADS), Frame.command(Type.RESTART_BY, COMMAND), Frame.of(Type.READY),
					Frame.of(Type.SIGNALS, "HUP"), Frame.of(Type.PID_FILES, "/run/app.pid"))
			.extracting(Frame::type)
			.contains(Type.MANAGEMENT, Type.SETTINGS)
			.doesNotContain(Type.FAILED);
	}

	@Test
	void whatDoesNotLeadAnyMoreDoesNotSaySo() throws Exception {
		SupervisorLink link = open();
		link.leads();
		link.follows();
		await().until(() -> this.heard.size() == 2);
		this.heard.clear();
		BlockingQueue<String> told = new LinkedBlockingQueue<>();
		link.onNext(() -> told.add("next"));
		nextSupervisor();
		assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("next");
		assertThat(this.heard).extracting(Frame::type).containsExactly(Type.HELLO);
	}

	@Test
	void nextSupervisorThatTurnsItAwayIsNotPestered() throws Exception {
		open();
		next();
		this.welcoming = false;
		nextSupervisor();
		assertThat(next().type()).isEqualTo(Type.HELLO);
		assertThat(this.heard.poll(3, TimeUnit.SECONDS)).isNull();
		this.welcoming = true;
		assertThat(next().type()).isEqualTo(Type.HELLO);
	}

	@Test
	void nonsenseIsTheEndOfTheLineAndItIsTakenUpAgain() throws Exception {
		SupervisorLink link = open();
		next();
		say(Frame.of(Type.UNKNOWN, "a word of a newer one"));
		say(Frame.of(Type.EXITED));
		assertThat(next().type()).isEqualTo(Type.HELLO);
		link.leads();
		assertThat(next().type()).isEqualTo(Type.LEADS);
	}

	@Test
	void supervisorEndsIt() throws Exception {
		open();
		say(Frame.of(Type.STOP));
		await().until(() -> this.stopped.get() == 1);
	}

	@Test
	void successorIsStartedAndItsEndIsKnown() throws Exception {
		SupervisorLink link = open();
		next();
		CompletableFuture<SuccessorProcess> starting = starting(link);
		Frame start = next();
		assertThat(start.command(1)).isEqualTo(COMMAND);
		say(Frame.of(Type.EXITED, "123456789", "7"));
		say(Frame.of(Type.STARTED, start.text(0), "123456789"));
		SuccessorProcess successor = starting.get(60, TimeUnit.SECONDS);
		assertThat(successor.pid()).isEqualTo(123456789);
		assertThat(successor.exitCode(Duration.ofSeconds(60))).hasValue(7);
		assertThat(successor.isAlive()).isFalse();
	}

	@Test
	void successorThatIsNotStartedIsAnErrorWithItsReason() throws Exception {
		SupervisorLink link = open();
		next();
		CompletableFuture<SuccessorProcess> starting = starting(link);
		say(Frame.of(Type.NOT_STARTED, next().text(0), "No such directory"));
		assertThat(starting).failsWithin(Duration.ofSeconds(60))
			.withThrowableThat()
			.withMessageContaining("No such directory");
	}

	@Test
	void supervisorThatDiesWhileItStartsASuccessorIsAnError() throws Exception {
		SupervisorLink link = open();
		next();
		CompletableFuture<SuccessorProcess> starting = starting(link);
		assertThat(next().type()).isEqualTo(Type.START);
		this.supervisor.close();
		hangUp();
		assertThat(starting).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.withMessageContaining("There is no supervisor to start a successor; perhaps you should");
		await().until(() -> !link.stopAsked());
		assertThatIOException().isThrownBy(() -> link.start(COMMAND)).withMessageContaining("There is no supervisor");
	}

	private SupervisorLink open() throws IOException {
		return SupervisorLink.open(SupervisorLink.socket(this.folder), 3, "1.2.0", this.stopped::incrementAndGet);
	}

	private static CompletableFuture<SuccessorProcess> starting(SupervisorLink link) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return link.start(COMMAND);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	/** The one that listens is dead, and another one in its place. */
	private void nextSupervisor() throws IOException {
		this.supervisor.close();
		hangUp();
		listen();
	}

	private void hangUp() {
		FrameChannel line = this.line;
		if (line != null) {
			line.close();
		}
	}

	private void say(Frame frame) {
		FrameChannel line = this.line;
		Objects.requireNonNull(line, "There is no line").say(frame);
	}

	private Frame next() throws InterruptedException {
		Frame frame = this.heard.poll(60, TimeUnit.SECONDS);
		assertThat(frame).isNotNull();
		return frame;
	}

}
