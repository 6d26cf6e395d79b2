package io.hotupdate.supervisor;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.hotupdate.connection.ShortTempDir;
import io.hotupdate.supervisor.Frame.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Frames over a real socket, with partners that die, stall and talk nonsense.
 */
@Timeout(120)
class FrameChannelTests {

	private static final Frame END = Frame.of(Type.UNKNOWN, "the end");

	@TempDir(factory = ShortTempDir.class)
	Path folder;

	private final BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();

	private SocketChannel partner;

	private SocketChannel own;

	@BeforeEach
	void connect() throws IOException {
		UnixDomainSocketAddress address = UnixDomainSocketAddress.of(this.folder.resolve("s"));
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(address);
			this.partner = SocketChannel.open(address);
			this.own = server.accept();
		}
	}

	@AfterEach
	void close() throws IOException {
		this.partner.close();
		this.own.close();
	}

	@Test
	void whatIsSaidIsHeardInOrderAndThenTheEnd() throws Exception {
		listen();
		try (FrameChannel other = new FrameChannel(this.partner)) {
			assertThat(other.say(Frame.of(Type.HELLO, "1", "2"))).isTrue();
			assertThat(other.say(Frame.of(Type.STATUS, "a\nb"))).isTrue();
		}
		assertThat(next()).isEqualTo(Frame.of(Type.HELLO, "1", "2"));
		assertThat(next()).isEqualTo(Frame.of(Type.STATUS, "a\nb"));
		assertThat(next()).isEqualTo(END);
		assertThat(this.own.isOpen()).isFalse();
	}

	@Test
	void lineThatItsSenderDiedOverIsNoFrame() throws Exception {
		listen();
		raw("READY\nRESTART_BY %2Fsrv 3 java -jar app.jar A=b");
		this.partner.close();
		assertThat(next()).isEqualTo(Frame.of(Type.READY));
		assertThat(next()).isEqualTo(END);
	}

	@Test
	void nonsenseEndsTheConversation() throws Exception {
		listen();
		raw("READY\nHELLO %zz\nSTOP_ASKED\n");
		assertThat(next()).isEqualTo(Frame.of(Type.READY));
		assertThat(next()).isEqualTo(END);
		assertThat(this.partner.read(ByteBuffer.allocate(1))).isEqualTo(-1);
	}

	@Test
	void lineWithoutAnEndEndsTheConversation() throws Exception {
		listen();
		ByteBuffer part = ByteBuffer.wrap("x".repeat(1 << 20).getBytes(US_ASCII));
		Thread writer = new Thread(() -> {
			try {
				while (true) {
					this.partner.write(part.rewind());
				}
			}
			catch (IOException ex) {
				this.heard.add(Frame.of(Type.UNKNOWN, "the writer's end"));
			}
		});
		writer.start();
		assertThat(List.of(next(), next())).contains(END);
		writer.join();
	}

	@Test
	void linesOfSeveralThreadsStayWhole() throws Exception {
		FrameChannel other = new FrameChannel(this.partner);
		listen();
		List<Thread> threads = new ArrayList<>();
		String text = "some text ".repeat(2000);
		for (String name : List.of("a", "b", "c", "d")) {
			threads.add(new Thread(() -> {
				for (int i = 0; i < 100; i++) {
					other.say(Frame.of(Type.STATUS, name, String.valueOf(i), text));
				}
			}));
		}
		threads.forEach(Thread::start);
		List<Frame> frames = new ArrayList<>();
		for (int i = 0; i < 400; i++) {
			frames.add(next());
		}
		for (String name : List.of("a", "b", "c", "d")) {
			assertThat(frames.stream().filter((frame) -> frame.text(0).equals(name)).map((frame) -> frame.number(1)))
				.containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
		}
		assertThat(frames).allMatch((frame) -> frame.text(2).equals(text));
	}

	@Test
	void partnerThatReadsNothingIsGivenUp() throws Exception {
		FrameChannel channel = new FrameChannel(this.own, Duration.ofMillis(300));
		channel.listen("test", this.heard::add, () -> this.heard.add(END));
		Frame frame = Frame.of(Type.STATUS, "x".repeat(10_000));
		long before = System.nanoTime();
		int said = 0;
		while (channel.say(frame)) {
			said++;
		}
		assertThat(said).isPositive();
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(300));
		assertThat(next()).isEqualTo(END);
		assertThat(channel.say(frame)).isFalse();
	}

	@Test
	void partnerThatReadsSlowlyIsNotGivenUp() throws Exception {
		FrameChannel channel = new FrameChannel(this.own, Duration.ofSeconds(60));
		CountDownLatch full = new CountDownLatch(1);
		Thread reader = new Thread(() -> {
			try {
				full.await();
				new FrameChannel(this.partner).listen("slow", this.heard::add, () -> this.heard.add(END));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		reader.start();
		Frame frame = Frame.of(Type.STATUS, "x".repeat(10_000));
		for (int i = 0; i < 100; i++) {
			if (i == 5) {
				full.countDown();
			}
			assertThat(channel.say(frame)).isTrue();
		}
		for (int i = 0; i < 100; i++) {
			assertThat(next()).isEqualTo(frame);
		}
	}

	@Test
	void nothingIsSaidToAPartnerThatIsGone() throws Exception {
		FrameChannel channel = listen();
		this.partner.close();
		assertThat(next()).isEqualTo(END);
		assertThat(channel.say(Frame.of(Type.STOP))).isFalse();
	}

	@Test
	void closeEndsTheListening() throws Exception {
		FrameChannel channel = listen();
		channel.close();
		assertThat(next()).isEqualTo(END);
	}

	private FrameChannel listen() {
		FrameChannel channel = new FrameChannel(this.own);
		channel.listen("test", this.heard::add, () -> this.heard.add(END));
		return channel;
	}

	private void raw(String text) throws IOException {
		ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
		while (bytes.hasRemaining()) {
			this.partner.write(bytes);
		}
	}

	private @Nullable Frame next() throws InterruptedException {
		return this.heard.poll(60, TimeUnit.SECONDS);
	}

}
