package io.hotupdate.supervisor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

import io.hotupdate.connection.ShortTempDir;
import io.hotupdate.process.DescriptorSender;
import io.hotupdate.process.ListenerAddress;
import io.hotupdate.process.ListenerPassing;
import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.supervisor.Crashes.Restart;
import io.hotupdate.supervisor.Frame.Type;
import io.hotupdate.supervisor.SupervisedInstance.Decision;
import io.hotupdate.supervisor.SupervisedInstance.Voice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static io.hotupdate.supervisor.SupervisedInstance.kill;
import static io.hotupdate.supervisor.SupervisedInstance.lives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the supervisor does about what happens to its generations. SupervisorIT has real
 * ones.
 */
@Timeout(180)
class SupervisorTests {

	@TempDir(factory = ShortTempDir.class)
	Path folder;

	private SupervisedInstance instance;

	@BeforeEach
	void create() throws Exception {
		this.instance = new SupervisedInstance(this.folder);
	}

	@AfterEach
	void close() throws IOException {
		this.instance.close();
	}

	@Test
	void firstGenerationIsWelcomedAndHasNoListenersToTake() throws Exception {
		long pid = this.instance.begin();
		assertThat(Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline")))
			.contains("-Dhotupdate.supervisor.socket=" + SupervisorLink.socket(this.folder));
		assertThat(this.instance.hello(pid).welcome.fields())
			.containsExactly(String.valueOf(ProcessHandle.current().pid()), "4", "");
	}

	@Test
	void whatAGenerationTellsReachesWhoDecides() throws Exception {
		Voice voice = this.instance.hello(this.instance.begin());
		voice.line.say(new Frame(Type.MANAGEMENT, Management.UNKNOWN.fields()));
		voice.line.say(new Frame(Type.SETTINGS, SupervisionSettings.DEFAULTS.fields()));
		voice.say(Type.READY);
		await().untilAsserted(
				() -> assertThat(this.instance.told).containsExactly("management unknown", "settings 10", "ready"));
	}

	@Test
	void applicationThatEndsByItselfIsTheEndOfTheInstance() throws Exception {
		this.instance.begin();
		this.instance.exit(0);
		assertThat(this.instance.end()).isZero();
		assertThat(this.instance.decisions).isEmpty();
	}

	@Test
	void exitCodeOfTheApplicationIsPassedOnWhenItIsGivenUp() throws Exception {
		Voice voice = this.instance.hello(this.instance.begin());
		this.instance.exit(7);
		Decision decision = this.instance.decision();
		assertThat(decision.what()).contains("generation 1 (version 1.0.0", "died with code 7");
		assertThat(decision.failure()).isNull();
		assertThat(this.instance.hasEnded()).isFalse();
		voice.line.close();
		decision.instance().end();
		assertThat(this.instance.end()).isEqualTo(7);
	}

	@Test
	void crashedGenerationIsStartedAgainAsItHasSaid() throws Exception {
		long first = this.instance.begin();
		Voice voice = this.instance.hello(first);
		SuccessorCommand command = this.instance.command("waits");
		voice.line.say(Frame.command(Type.RESTART_BY,
				new SuccessorCommand(List.of(command.command().get(0), "--again", command.command().get(1)), Map.of(),
						command.directory(), List.of())));
		voice.line.close();
		kill(first);
		Decision decision = this.instance.decision();
		assertThat(decision.what()).contains("died with code 137");
		decision.instance().start(new Restart("1.2.0", null));
		long second = this.instance.started(2);
		assertThat(Files.readString(Path.of("/proc", String.valueOf(second), "cmdline"))).contains("--again",
				"-Dhotupdate.supervisor.release=1.2.0");
	}

	@Test
	void crashIsWaitedOutWhileASuccessorLives() throws Exception {
		long first = this.instance.begin();
		Voice predecessor = this.instance.hello(first);
		long second = successor(predecessor);
		Voice successor = this.instance.hello(second);
		predecessor.line.close();
		kill(first);
		assertThat(successor.next()).isEqualTo(Frame.of(Type.EXITED, String.valueOf(first), "137"));
		this.instance.assertUndecided();
		successor.line.close();
		kill(second);
		this.instance.decision().instance().start(Restart.CURRENT);
		this.instance.started(3);
	}

	@Test
	void predecessorLearnsOfASuccessorThatEnds() throws Exception {
		Voice predecessor = this.instance.hello(this.instance.begin());
		long second = successor(predecessor);
		kill(second);
		assertThat(predecessor.next()).isEqualTo(Frame.of(Type.EXITED, String.valueOf(second), "137"));
		this.instance.assertUndecided();
		assertThat(this.instance.hasEnded()).isFalse();
	}

	@Test
	void successorThatCannotBeStartedIsRefusedWithTheReason() throws Exception {
		Voice voice = this.instance.hello(this.instance.begin());
		voice.line.say(Frame.command(Type.START,
				new SuccessorCommand(List.of("/no/such/java"), Map.of(), this.folder, List.of()), "a"));
		Frame answer = voice.next();
		assertThat(answer.type()).isEqualTo(Type.NOT_STARTED);
		assertThat(answer.text(0)).isEqualTo("a");
		assertThat(answer.text(1)).contains("/no/such/java");
		voice.line.say(Frame.command(Type.START,
				new SuccessorCommand(List.of("true"), Map.of("A", "\u0000"), this.folder, List.of()), "b"));
		assertThat(voice.next().fields()).startsWith("b");
	}

	@Test
	void restartThatFailsIsDecidedAnew() throws Exception {
		long first = this.instance.begin();
		Files.delete(this.folder.resolve("waits"));
		kill(first);
		this.instance.decision().instance().start(Restart.CURRENT);
		Decision decision = this.instance.decision();
		assertThat(decision.what()).isEqualTo("The instance cannot be started");
		assertThat(Objects.requireNonNull(decision.failure()).permanent()).isFalse();
		decision.instance().end();
		assertThat(this.instance.end()).isEqualTo(1);
	}

	@Test
	void restartThatFailsForAnUnexpectedReasonIsDecidedAnewToo() throws Exception {
		long first = this.instance.begin();
		Voice voice = this.instance.hello(first);
		voice.line.say(Frame.command(Type.RESTART_BY,
				new SuccessorCommand(List.of("true"), Map.of("A", "\u0000"), this.folder, List.of())));
		kill(first);
		voice.line.close();
		this.instance.decision().instance().start(Restart.CURRENT);
		assertThat(this.instance.decision().what()).isEqualTo("The instance cannot be started");
	}

	@Test
	void listThatCannotBeWrittenKeepsNothingFromStarting() throws Exception {
		Files.createDirectory(this.folder.resolve("generations"));
		Files.writeString(this.folder.resolve("generations").resolve("x"), "");
		Voice voice = this.instance.hello(this.instance.begin());
		successor(voice);
	}

	@RepeatedTest(10)
	void lastWordsAreHeardBeforeTheEndIsDecided() throws Exception {
		Voice voice = this.instance.hello(this.instance.begin());
		voice.say(Type.STATUS, "x");
		this.instance.exit(1);
		voice.say(Type.FAILED, "true", "A bean is missing");
		voice.line.close();
		assertThat(this.instance.decision().failure()).isEqualTo(new Child.Failure(true, "A bean is missing"));
	}

	@Test
	void endIsDecidedThoughTheLineStaysOpen() throws Exception {
		long pid = this.instance.begin();
		this.instance.hello(pid);
		kill(pid);
		assertThat(this.instance.decision().what()).contains("code 137");
	}

	@Test
	void javaThatDoesNotStartIsAFailureThatNoTryMends() throws Exception {
		this.instance.begin();
		this.instance.exit(1);
		Child.Failure failure = this.instance.decision().failure();
		assertThat(Objects.requireNonNull(failure).permanent()).isTrue();
	}

	@Test
	void stopIsSaidToAGenerationAndItsCodeIsPassedOn() throws Exception {
		long pid = this.instance.begin();
		Voice voice = this.instance.hello(pid);
		this.instance.signal("TERM");
		assertThat(voice.next().type()).isEqualTo(Type.STOP);
		assertThat(this.instance.told).contains("close");
		assertThat(lives(pid)).isTrue();
		this.instance.exit(3);
		voice.line.close();
		assertThat(this.instance.end()).isEqualTo(3);
		assertThat(this.instance.decisions).isEmpty();
	}

	@Test
	void generationThatHasNotReportedYetIsTerminated() throws Exception {
		this.instance.begin();
		this.instance.signal("INT");
		assertThat(this.instance.end()).isEqualTo(143);
	}

	@Test
	void generationThatReportsDuringTheStopIsToldSo() throws Exception {
		this.instance.begin();
		long stubborn = successor(this.instance.hello(this.instance.started(1)), "stubborn");
		this.instance.signal("TERM");
		assertThat(this.instance.hello(stubborn).next().type()).isEqualTo(Type.STOP);
	}

	@Test
	void secondStopTerminates() throws Exception {
		Voice voice = this.instance.hello(this.instance.begin());
		this.instance.signal("TERM");
		assertThat(voice.next().type()).isEqualTo(Type.STOP);
		this.instance.signal("TERM");
		assertThat(this.instance.end()).isEqualTo(143);
	}

	@Test
	void thirdStopKills() throws Exception {
		long first = this.instance.begin();
		Voice voice = this.instance.hello(first);
		long stubborn = successor(voice, "stubborn");
		Voice other = this.instance.hello(stubborn);
		kill(first);
		assertThat(other.next().type()).isEqualTo(Type.EXITED);
		this.instance.signal("TERM");
		assertThat(other.next().type()).isEqualTo(Type.STOP);
		this.instance.signal("INT");
		await().during(Duration.ofMillis(300)).until(() -> lives(stubborn));
		this.instance.signal("TERM");
		assertThat(this.instance.end()).isEqualTo(137);
	}

	@Test
	void generationWhoseLineIsBrokenIsTerminated() throws Exception {
		Voice voice = this.instance.hello(this.instance.begin());
		voice.line.close();
		this.instance.signal("TERM");
		assertThat(this.instance.end()).isEqualTo(143);
	}

	@Test
	void generationThatWasAskedToStopStopsTheInstanceOnce() throws Exception {
		long pid = this.instance.begin();
		Voice voice = this.instance.hello(pid);
		voice.say(Type.STOP_ASKED);
		assertThat(voice.next().type()).isEqualTo(Type.STOP);
		voice.say(Type.STOP_ASKED);
		await().during(Duration.ofMillis(300)).until(() -> lives(pid));
	}

	@Test
	void bothGenerationsAreStopped() throws Exception {
		Voice predecessor = this.instance.hello(this.instance.begin());
		Voice successor = this.instance.hello(successor(predecessor));
		this.instance.signal("TERM");
		assertThat(predecessor.next().type()).isEqualTo(Type.STOP);
		assertThat(successor.next().type()).isEqualTo(Type.STOP);
	}

	@Test
	void successorIsRefusedDuringTheStop() throws Exception {
		Voice voice = this.instance.hello(this.instance.begin());
		this.instance.signal("TERM");
		assertThat(voice.next().type()).isEqualTo(Type.STOP);
		voice.line.say(Frame.command(Type.START, this.instance.command("waits"), "a"));
		assertThat(voice.next().fields()).containsExactly("a", "The instance is being stopped");
		assertThat(this.instance.started()).hasSize(1);
	}

	@Test
	void instanceThatWaitsForItsRestartIsStopped() throws Exception {
		kill(this.instance.begin());
		Decision decision = this.instance.decision();
		this.instance.signal("TERM");
		assertThat(this.instance.end()).isEqualTo(143);
		decision.instance().start(Restart.CURRENT);
		await().during(Duration.ofMillis(300)).until(() -> this.instance.started().size() == 1);
	}

	@Test
	void processThatHasNotIntroducedItselfIsNotHeard() throws Exception {
		long pid = this.instance.begin();
		Voice stranger = this.instance.voice();
		stranger.say(Type.STOP_ASKED);
		stranger.line.say(Frame.command(Type.START, this.instance.command("waits"), "a"));
		stranger.say(Type.READY);
		this.instance.hello(pid);
		assertThat(stranger.heard).isEmpty();
		assertThat(this.instance.told).isEmpty();
		assertThat(this.instance.started()).hasSize(1);
		assertThat(this.instance.hasEnded()).isFalse();
	}

	@Test
	void nonsenseHarmsNobodyElse() throws Exception {
		Voice voice = this.instance.hello(this.instance.begin());
		this.instance.voice().say(Type.HELLO);
		this.instance.voice().say(Type.HELLO, Frame.PROTOCOL, "no pid", "1", "1.0.0");
		voice.say(Type.START, "a");
		voice.say(Type.SETTINGS, "no value");
		voice.say(Type.MANAGEMENT);
		voice.say(Type.LISTENERS, this.folder.resolve("nobody.sock").toString());
		voice.say(Type.UNKNOWN, "a word of a newer one");
		successor(voice);
	}

	@Test
	void generationWithAnotherProtocolGoesOnWithout() throws Exception {
		long pid = this.instance.begin();
		Voice voice = this.instance.voice();
		voice.say(Type.HELLO, "999", String.valueOf(pid), "1", "1.0.0", "more");
		voice.awaitEnd();
		assertThat(voice.heard).isEmpty();
		assertThat(lives(pid)).isTrue();
		this.instance.signal("TERM");
		assertThat(this.instance.end()).isEqualTo(143);
	}

	@Test
	void generationOfAKilledSupervisorIsAdopted() throws Exception {
		ProcessIdentity living = this.instance.foreign();
		this.instance.begin(List.of(living));
		Voice voice = this.instance.hello(living.pid());
		successor(voice);
		assertThat(this.instance.started()).hasSize(2);
		voice.line.close();
		kill(living.pid());
		this.instance.assertUndecided();
	}

	@Test
	void generationThatDoesNotReportIsLeftAloneAndNoOtherIsStarted() throws Exception {
		ProcessIdentity living = this.instance.foreign();
		this.instance.begin(List.of(living));
		assertThat(this.instance.end()).isEqualTo(1);
		assertThat(living.isAlive()).isTrue();
		assertThat(this.instance.started()).hasSize(1);
	}

	@Test
	void endOfAnAdoptedGenerationIsACrash() throws Exception {
		ProcessIdentity living = this.instance.foreign();
		this.instance.begin(List.of(living));
		this.instance.hello(living.pid()).line.close();
		kill(living.pid());
		Decision decision = this.instance.decision();
		assertThat(decision.failure()).isNull();
		decision.instance().start(Restart.CURRENT);
		this.instance.started(2);
	}

	@Test
	void generationThatDiesBeforeItCouldBeAdoptedIsACrash() throws Exception {
		ProcessIdentity living = this.instance.foreign();
		this.instance.begin(List.of(living));
		kill(living.pid());
		Decision decision = this.instance.decision();
		assertThat(decision.failure()).isNull();
		decision.instance().start(Restart.CURRENT);
		this.instance.started(2);
	}

	@Test
	void crashIsWaitedOutWhileAnotherOneOfAKilledSupervisorLives() throws Exception {
		ProcessIdentity first = this.instance.foreign();
		ProcessIdentity second = this.instance.foreign();
		this.instance.begin(List.of(first, second));
		this.instance.hello(first.pid()).line.close();
		kill(first.pid());
		this.instance.assertUndecided();
		kill(second.pid());
		this.instance.decision();
	}

	@Test
	void stopReachesAGenerationThatIsNotAdoptedYet() throws Exception {
		ProcessIdentity living = this.instance.foreign();
		this.instance.begin(List.of(living));
		this.instance.signal("TERM");
		assertThat(this.instance.end()).isEqualTo(143);
		assertThat(living.isAlive()).isFalse();
	}

	@Test
	void stopOfAnAdoptedGenerationIsNoFailure() throws Exception {
		ProcessIdentity living = this.instance.foreign();
		this.instance.begin(List.of(living));
		Voice voice = this.instance.hello(living.pid());
		this.instance.signal("TERM");
		assertThat(voice.next().type()).isEqualTo(Type.STOP);
		voice.line.close();
		kill(living.pid());
		assertThat(this.instance.end()).isEqualTo(143);
	}

	@Test
	void generationThatIsOnNoListIsAdoptedToo() throws Exception {
		long own = this.instance.begin();
		ProcessIdentity other = this.instance.foreign();
		this.instance.hello(other.pid());
		kill(own);
		this.instance.assertUndecided();
		assertThat(new Roster(this.folder.resolve("generations")).living()).containsExactly(other);
	}

	@Test
	void listenersAreHeldUntilTheInstanceEnds() throws Exception {
		long pid = this.instance.begin();
		Voice voice = this.instance.hello(pid);
		InetSocketAddress address;
		try (ServerSocketChannel bound = ServerSocketChannel.open()) {
			bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
			address = (InetSocketAddress) bound.getLocalAddress();
			Path socket = this.folder.resolve("up.sock");
			try (DescriptorSender sender = DescriptorSender.listen(socket)) {
				voice.say(Type.LISTENERS, socket.toString());
				ListenerPassing.send(sender, List.of(new ListenerAddress("server", address)), OptionalLong.empty(),
						Duration.ofSeconds(60));
			}
			assertThat(voice.next().type()).isEqualTo(Type.HELD);
		}
		voice.line.close();
		kill(pid);
		Decision decision = this.instance.decision();
		try (Socket waiting = new Socket(address.getAddress(), address.getPort())) {
			assertThat(waiting.isConnected()).isTrue();
		}
		decision.instance().start(Restart.CURRENT);
		Voice next = this.instance.hello(this.instance.started(2));
		assertThat(next.welcome.text(2)).isNotEmpty();
		this.instance.signal("TERM");
		assertThat(next.next().type()).isEqualTo(Type.STOP);
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close());
	}

	@Test
	void signalReachesOnlyAGenerationThatHasTakenIt() throws Exception {
		long pid = this.instance.begin();
		Voice voice = this.instance.hello(pid);
		this.instance.signal("HUP");
		await().during(Duration.ofMillis(300)).until(() -> lives(pid));
		voice.say(Type.SIGNALS, "HUP", "USR1", "WINCH");
		await().until(() -> this.instance.takes("WINCH"));
		voice.line.close();
		this.instance.signal("HUP");
		// that of a program that has not, in truth
		assertThat(this.instance.decision().what()).contains("code 129");
		this.instance.signal("USR1");
		this.instance.signal("HUP");
		await().untilAsserted(() -> assertThat(this.instance.told).containsExactly("resume null"));
	}

	private long successor(Voice predecessor) throws InterruptedException {
		return successor(predecessor, "waits");
	}

	private long successor(Voice predecessor, String program) throws InterruptedException {
		predecessor.line.say(Frame.command(Type.START, this.instance.command(program), "an id"));
		Frame answer = predecessor.next();
		assertThat(answer.type()).as(answer.toString()).isEqualTo(Type.STARTED);
		assertThat(answer.text(0)).isEqualTo("an id");
		await().until(() -> this.instance.started().contains(answer.number(1)));
		return answer.number(1);
	}

}
