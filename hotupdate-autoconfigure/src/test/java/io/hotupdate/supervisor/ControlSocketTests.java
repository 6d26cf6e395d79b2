package io.hotupdate.supervisor;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.hotupdate.connection.ShortTempDir;
import io.hotupdate.supervisor.Frame.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

@Timeout(120)
class ControlSocketTests {

	private final BlockingQueue<FrameChannel> met = new LinkedBlockingQueue<>();

	@TempDir(factory = ShortTempDir.class)
	Path folder;

	@Test
	void eachGenerationThatComesIsHandedOver() throws Exception {
		try (ControlSocket socket = ControlSocket.listen(path())) {
			socket.serve(this.met::add);
			for (int i = 0; i < 3; i++) {
				BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();
				try (FrameChannel generation = new FrameChannel(connect())) {
					generation.say(Frame.of(Type.HELLO, String.valueOf(i)));
					FrameChannel line = next();
					line.listen("test", heard::add, () -> {
					});
					assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(Frame.of(Type.HELLO, String.valueOf(i)));
				}
			}
		}
		assertThat(path()).doesNotExist();
		assertThatIOException().isThrownBy(this::connect);
	}

	@Test
	void secondSupervisorIsRefusedAndTheFirstGoesOn() throws Exception {
		try (ControlSocket socket = ControlSocket.listen(path())) {
			socket.serve(this.met::add);
			assertThatIOException().isThrownBy(() -> ControlSocket.listen(path()))
				.withMessageStartingWith("Another supervisor runs this instance; perhaps you should");
			next();
			try (SocketChannel generation = connect()) {
				assertThat(generation.isConnected()).isTrue();
				next();
			}
		}
	}

	@Test
	void supervisorThatHasDiedIsReplaced() throws Exception {
		try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			dead.bind(UnixDomainSocketAddress.of(path()));
		}
		assertThat(path()).exists();
		try (ControlSocket socket = ControlSocket.listen(path())) {
			socket.serve(this.met::add);
			connect().close();
			next();
		}
	}

	@Test
	void directoryThatIsNotThereIsAnError() {
		Path nowhere = this.folder.resolve("nowhere").resolve("s");
		assertThatIOException().isThrownBy(() -> ControlSocket.listen(nowhere));
	}

	private FrameChannel next() throws InterruptedException {
		FrameChannel line = this.met.poll(60, TimeUnit.SECONDS);
		assertThat(line).isNotNull();
		return line;
	}

	private SocketChannel connect() throws IOException {
		return SocketChannel.open(UnixDomainSocketAddress.of(path()));
	}

	private Path path() {
		return SupervisorLink.socket(this.folder);
	}

}
