package io.hotupdate.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class DescriptorPassingIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	@TempDir
	Path directory;

	@Test
	void childAcceptsOnTheListenersWhenTheParentHasClosedThem() throws Exception {
		Path path = this.directory.resolve("pass.sock");
		try (DescriptorSender sender = DescriptorSender.listen(path);
				ServerSocketChannel first = listen("127.0.0.1");
				ServerSocketChannel second = listen("0.0.0.0")) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
			List<InetSocketAddress> addresses = List.of(address(first), address(second));
			// nobody accepts in this process: the first clients wait for the child
			CompletableFuture<List<String>> clients = clients(addresses.get(0));
			Process child = Jvm.start(ListenerChild.class, path.toString());
			try {
				List<Integer> descriptors = List.of(Descriptors.ofListener(addresses.get(0)),
						Descriptors.ofListener(addresses.get(1)));
				sender.send("web, management", descriptors, OptionalLong.of(child.pid()), TIMEOUT);
				first.close();
				second.close();
				assertThat(clients.get()).hasSize(300).containsOnly(child.pid() + " 0");
				assertThat(answers(addresses.get(1), 50)).containsOnly(child.pid() + " 1");
				BufferedReader output = child.inputReader(StandardCharsets.UTF_8);
				assertThat(output.readLine()).isEqualTo("web, management");
			}
			finally {
				child.destroyForcibly().waitFor();
			}
		}
		assertThat(path).doesNotExist();
	}

	@Test
	void receivedListenerReplacesThePlaceholderAndOutlivesTheOriginal() throws Exception {
		Path path = this.directory.resolve("pass.sock");
		try (ServerSocketChannel original = listen("127.0.0.1");
				DescriptorSender sender = DescriptorSender.listen(path)) {
			InetSocketAddress address = address(original);
			CompletableFuture<ReceivedDescriptors> receiving = receiving(path);
			sender.send("x".repeat(DescriptorSender.MAX_TEXT), List.of(Descriptors.ofListener(address)),
					OptionalLong.empty(), TIMEOUT);
			try (ReceivedDescriptors received = receiving.get();
					ServerSocketChannel channel = Descriptors.over(received.take(0))) {
				assertThat(received.text()).hasSize(DescriptorSender.MAX_TEXT);
				assertThatIllegalStateException().isThrownBy(() -> received.take(0));
				InetSocketAddress placeholder = address(channel);
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> Descriptors.ofListener(placeholder))
					.withMessageContaining("no listening TCP socket");
				assertThat(channel.accept()).isNull();
				// two descriptors, one socket: not ambiguous
				Descriptors.ofListener(address);
				original.close();
				assertThat(Descriptors.address(Descriptors.ofListener(address))).contains(address);
				try (Socket client = new Socket(address.getAddress(), address.getPort())) {
					assertThat(client.isConnected()).isTrue();
				}
			}
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> Descriptors.ofListener(address));
		}
	}

	@Test
	void closingReceivedDescriptorsClosesThoseNotTaken() throws Exception {
		Path path = this.directory.resolve("pass.sock");
		try (ServerSocketChannel original = listen("127.0.0.1");
				DescriptorSender sender = DescriptorSender.listen(path)) {
			InetSocketAddress address = address(original);
			int fd = Descriptors.ofListener(address);
			CompletableFuture<ReceivedDescriptors> receiving = receiving(path);
			sender.send("many", List.of(fd, fd, fd), OptionalLong.empty(), TIMEOUT);
			try (ReceivedDescriptors received = receiving.get()) {
				assertThat(received.size()).isEqualTo(3);
			}
			original.close();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> Descriptors.ofListener(address));
		}
	}

	@Test
	void receiverWithAnotherPidIsTurnedAway() throws Exception {
		Path path = this.directory.resolve("pass.sock");
		try (ServerSocketChannel original = listen("127.0.0.1");
				DescriptorSender sender = DescriptorSender.listen(path)) {
			int fd = Descriptors.ofListener(address(original));
			CompletableFuture<ReceivedDescriptors> receiving = receiving(path);
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> sender.send("x", List.of(fd), OptionalLong.of(1), Duration.ofMillis(700)))
				.withMessageContaining("Timed out while waiting for a connection");
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(receiving::get)
				.havingCause()
				.withMessageContaining("ended before everything had arrived");
		}
	}

	@Test
	void receiveWithoutASenderFailsAtOnce() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> DescriptorReceiver.receive(this.directory.resolve("none.sock"), TIMEOUT))
			.withMessageContaining("none.sock");
	}

	@Test
	void receiveFromASilentSenderTimesOut() throws IOException {
		Path path = this.directory.resolve("pass.sock");
		try (DescriptorSender sender = DescriptorSender.listen(path)) {
			assertThat(sender).isNotNull();
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> DescriptorReceiver.receive(path, Duration.ofMillis(200)))
				.withMessageContaining("Timed out while waiting to receive");
		}
	}

	@Test
	void closeEndsAWaitingSend() throws Exception {
		Path path = this.directory.resolve("pass.sock");
		DescriptorSender sender = DescriptorSender.listen(path);
		CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
			try {
				sender.send("x", List.of(0), OptionalLong.empty(), TIMEOUT);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		sender.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(sending::get);
		assertThat(path).doesNotExist();
	}

	@Test
	void socketFileOfADeadProcessIsReplacedButNoOtherFile() throws IOException {
		Path path = this.directory.resolve("pass.sock");
		UnixSocket dead = UnixSocket.open();
		dead.bind(path);
		dead.close();
		assertThat(path).exists();
		DescriptorSender.listen(path).close();
		assertThat(path).doesNotExist();
		Files.createFile(path);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> DescriptorSender.listen(path));
		assertThat(path).exists();
	}

	@Test
	void overRefusesWhatIsNoListener() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> Descriptors.over(987_654))
			.withMessageContaining("no listening TCP socket");
	}

	private CompletableFuture<ReceivedDescriptors> receiving(Path path) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return DescriptorReceiver.receive(path, TIMEOUT);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex.getMessage(), ex);
			}
		});
	}

	private static CompletableFuture<List<String>> clients(InetSocketAddress address) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return answers(address, 300);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static List<String> answers(InetSocketAddress address, int count) throws IOException {
		List<String> answers = new ArrayList<>();
		for (int index = 0; index < count; index++) {
			try (Socket client = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
				client.setSoTimeout((int) TIMEOUT.toMillis());
				answers.add(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim());
			}
		}
		return answers;
	}

	private static ServerSocketChannel listen(String host) throws IOException {
		return ServerSocketChannel.open().bind(new InetSocketAddress(host, 0));
	}

	private static InetSocketAddress address(ServerSocketChannel channel) throws IOException {
		return (InetSocketAddress) channel.getLocalAddress();
	}

}
