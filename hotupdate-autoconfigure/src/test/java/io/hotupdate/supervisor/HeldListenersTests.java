package io.hotupdate.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.hotupdate.connection.ShortTempDir;
import io.hotupdate.process.DescriptorSender;
import io.hotupdate.process.ListenerAddress;
import io.hotupdate.process.ListenerHandle;
import io.hotupdate.process.ListenerPassing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Listeners that outlive the process that has bound them, which this one plays as well.
 */
@Timeout(120)
class HeldListenersTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final long SELF = ProcessHandle.current().pid();

	private final HeldListeners held = new HeldListeners();

	@TempDir(factory = ShortTempDir.class)
	Path folder;

	private ServerSocketChannel bound;

	private InetSocketAddress address;

	@BeforeEach
	void bind() throws IOException {
		this.bound = bound();
		this.address = (InetSocketAddress) this.bound.getLocalAddress();
	}

	@AfterEach
	void close() throws IOException {
		this.held.close();
		this.bound.close();
	}

	@Test
	void clientsAreNotRefusedWhenTheGenerationHasGone() throws Exception {
		assertThat(this.held.isEmpty()).isTrue();
		taken();
		this.bound.close();
		assertThat(this.held.list()).hasSize(1);
		assertThat(this.held.list().get(0).name()).isEqualTo("server");
		assertThat(this.held.list().get(0).address()).isEqualTo(this.address);
		try (Socket client = connected()) {
			assertThat(client.isConnected()).isTrue();
		}
	}

	@Test
	void clientsAreRefusedOnceNothingIsHeld() throws Exception {
		taken();
		this.bound.close();
		this.held.close();
		this.held.close();
		assertThat(this.held.isEmpty()).isTrue();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connected);
	}

	@Test
	void whatIsTakenReplacesWhatWasHeld() throws Exception {
		taken();
		this.bound.close();
		try (ServerSocketChannel other = bound()) {
			take("server", (InetSocketAddress) other.getLocalAddress());
			assertThat(this.held.list()).hasSize(1);
			assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connected);
		}
	}

	@Test
	void generationThatStallsLeavesWhatIsHeld() throws Exception {
		taken();
		assertThatIOException().isThrownBy(() -> this.held.take(this.folder.resolve("nobody.sock")));
		assertThat(this.held.list()).hasSize(1);
	}

	@Test
	void clientThatWaitedIsTheNextGenerations() throws Exception {
		taken();
		this.bound.close();
		try (Socket client = connected()) {
			Path socket = this.folder.resolve("held.sock");
			this.held.pass(socket, SELF);
			List<ListenerHandle> received = ListenerPassing.receive(socket, TIMEOUT);
			assertThat(received).extracting(ListenerHandle::address).containsExactly(this.address);
			try (ServerSocketChannel next = received.get(0).channel()) {
				assertThat(((InetSocketAddress) next.accept().getRemoteAddress()).getPort())
					.isEqualTo(client.getLocalPort());
			}
			await().atMost(TIMEOUT).until(() -> !Files.exists(socket));
		}
	}

	@Test
	void anotherProcessDoesNotGetThem() throws Exception {
		taken();
		Path socket = this.folder.resolve("held.sock");
		this.held.pass(socket, SELF + 1);
		assertThatIOException().isThrownBy(() -> ListenerPassing.receive(socket, TIMEOUT));
	}

	private void taken() throws Exception {
		take("server", this.address);
	}

	private void take(String name, InetSocketAddress of) throws Exception {
		Path socket = this.folder.resolve("up.sock");
		try (DescriptorSender sender = DescriptorSender.listen(socket)) {
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
				try {
					ListenerPassing.send(sender, List.of(new ListenerAddress(name, of)), OptionalLong.of(SELF),
							TIMEOUT);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
			this.held.take(socket);
			sent.get(60, TimeUnit.SECONDS);
		}
	}

	private Socket connected() throws IOException {
		return new Socket(this.address.getAddress(), this.address.getPort());
	}

	private static ServerSocketChannel bound() throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open();
		channel.configureBlocking(false);
		return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
	}

}
