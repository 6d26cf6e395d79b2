package io.hotupdate.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class GenerationProcessIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	@TempDir
	Path directory;

	@Test
	void generationInheritsNoSocketAndDiesWhenKilled() throws Exception {
		try (ServerSocketChannel listener = ServerSocketChannel.open()) {
			listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			int fd = Descriptors.ofListener((InetSocketAddress) listener.getLocalAddress());
			Path socket = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd));
			GenerationProcess generation = GenerationProcess.launch(command(Jvm.command(WaitingMain.class, file())));
			try {
				awaitPid();
				assertThat(links(generation.pid())).isNotEmpty().doesNotContain(socket.toString());
				ProcessIdentity identity = generation.identity();
				assertThat(identity.isAlive()).isTrue();
				assertThat(generation.kill(TIMEOUT)).isTrue();
				assertThat(identity.isAlive()).isFalse();
				assertThat(generation.onExit().get(60, TimeUnit.SECONDS)).isEqualTo(137);
			}
			finally {
				generation.kill(TIMEOUT);
			}
		}
	}

	@Test
	void processThatIsNoChildIsKilledAndAwaited() throws Exception {
		Process parent = Jvm.start(WaitingMain.class, file(), "child");
		try {
			ProcessIdentity grandchild = ProcessIdentity.of(awaitPid()).orElseThrow();
			assertThat(grandchild.pid()).isNotEqualTo(parent.pid());
			assertThat(grandchild.awaitExit(Duration.ofMillis(30))).isFalse();
			grandchild.kill();
			assertThat(grandchild.awaitExit(TIMEOUT)).isTrue();
			assertThat(parent.waitFor()).isEqualTo(137);
		}
		finally {
			parent.destroyForcibly().waitFor();
		}
	}

	@Test
	void childEndsWithTheProcessItStandsFor() throws Exception {
		Process parent = Jvm.start(WaitingMain.class, file(), "child");
		try {
			ProcessIdentity child = ProcessIdentity.of(awaitPid()).orElseThrow();
			parent.destroy();
			boolean ended = child.awaitExit(TIMEOUT);
			child.kill();
			assertThat(ended).isTrue();
			assertThat(parent.waitFor()).isEqualTo(143);
		}
		finally {
			parent.destroyForcibly().waitFor();
		}
	}

	@Test
	void exitCodeOfTheChildIsPassedOn() throws Exception {
		assertThat(Jvm.start(WaitingMain.class, file(), "exit").waitFor()).isEqualTo(7);
	}

	@Test
	void identityIsNotFooledByAnotherStartTime() {
		ProcessIdentity current = ProcessIdentity.current();
		assertThat(current.isAlive()).isTrue();
		assertThat(new ProcessIdentity(current.pid(), current.startTime() - 1).isAlive()).isFalse();
		assertThat(ProcessIdentity.of(Integer.MAX_VALUE)).isEmpty();
	}

	private SuccessorCommand command(List<String> command) {
		return new SuccessorCommand(command, System.getenv(), this.directory, List.of());
	}

	private String file() {
		return this.directory.resolve("pid").toString();
	}

	private long awaitPid() throws IOException {
		await().atMost(TIMEOUT).until(() -> Files.exists(this.directory.resolve("pid")));
		return Long.parseLong(Files.readString(this.directory.resolve("pid")));
	}

	private static List<String> links(long pid) throws IOException {
		List<String> links = new ArrayList<>();
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
			for (Path descriptor : descriptors) {
				links.add(Files.readSymbolicLink(descriptor).toString());
			}
		}
		return links;
	}

}
