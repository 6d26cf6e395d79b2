package io.hotupdate.handover;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.hotupdate.DrainInfo;
import io.hotupdate.Reason;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.connection.ShortTempDir;
import io.hotupdate.handover.Message.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Conversation} over a real Unix domain socket, whose other end the test
 * holds.
 */
class ConversationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final List<UpdateSnapshot> mirrored = new CopyOnWriteArrayList<>();

	private SocketChannel partner;

	private Conversation conversation;

	@BeforeEach
	void connect(@TempDir(factory = ShortTempDir.class) Path directory) throws IOException {
		UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("c"));
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(address);
			this.partner = SocketChannel.open(address);
			this.conversation = new Conversation(server.accept(), "test", this.mirrored::add);
		}
	}

	@AfterEach
	void close() throws IOException {
		this.conversation.close();
		this.partner.close();
	}

	@Test
	void messagesComeInOrder() throws Exception {
		say("{\"type\":\"STARTED\"}\n{\"type\":\"WARMING\",\"percent\":40}\n");
		say("{\"type\":\"READY\",\"text\":\"1.1.0\"}\n");
		assertThat(next().type()).isEqualTo(Type.STARTED);
		assertThat(next().percent()).isEqualTo(40);
		assertThat(next().text()).isEqualTo("1.1.0");
	}

	@Test
	void messageInPiecesIsOneMessage() throws Exception {
		String line = "{\"type\":\"READY\",\"text\":\"gr\u00fc\u00df\"}\n";
		for (byte piece : line.getBytes(StandardCharsets.UTF_8)) {
			this.partner.write(ByteBuffer.wrap(new byte[] { piece }));
		}
		assertThat(next().text()).isEqualTo("gr\u00fc\u00df");
	}

	@Test
	void whatIsSaidIsOneLineWithoutEmptyFields() throws Exception {
		this.conversation.say(Message.because(Type.BYE, Reason.REQUESTED, "one\ntwo"));
		assertThat(lineWith("BYE")).isEqualTo("{\"type\":\"BYE\",\"reason\":\"REQUESTED\",\"text\":\"one\\ntwo\"}");
	}

	@Test
	void heartbeatIsHeardByThePartner() throws Exception {
		BufferedReader reader = reader();
		assertThat(reader.readLine()).isEqualTo("{\"type\":\"PING\"}");
		assertThat(reader.readLine()).isEqualTo("{\"type\":\"PING\"}");
	}

	@Test
	void heartbeatOfThePartnerIsNoMessageButEndsTheSilence() throws Exception {
		await().atMost(PATIENCE).until(() -> this.conversation.silence().compareTo(Duration.ofSeconds(2)) > 0);
		long said = System.nanoTime();
		say("{\"type\":\"PING\"}\n");
		await().atMost(PATIENCE)
			.until(() -> this.conversation.silence().compareTo(Duration.ofNanos(System.nanoTime() - said)) <= 0);
		assertThat(this.conversation.next(Duration.ofMillis(1))).isNull();
	}

	@Test
	void snapshotGoesToTheMirror() throws Exception {
		UpdateSnapshot snapshot = Snapshots.full();
		say(Conversation.JSON.writeValueAsString(Message.snapshot(Type.SNAPSHOT, snapshot)) + "\n");
		say("{\"type\":\"SNAPSHOT\"}\n{\"type\":\"GO\"}\n");
		assertThat(next().type()).isEqualTo(Type.GO);
		assertThat(this.mirrored).containsExactly(snapshot);
	}

	@Test
	void whatIsNotKnownIsPassedOver() throws Exception {
		say("{\"type\":\"DANCE\"}\n{}\n\nnot JSON\n[]\nnull\n{\"type\":\"PING\",\"since\":{\"when\":[1]}}\n");
		say("{\"type\":\"READY\",\"mood\":\"good\",\"text\":\"1.1.0\",\"deep\":{\"er\":[1,{}]}}\n");
		Message ready = next();
		assertThat(ready.type()).isEqualTo(Type.READY);
		assertThat(ready.text()).isEqualTo("1.1.0");
		say("{\"type\":\"BYE\",\"reason\":\"BORED\"}\n");
		assertThat(next().reasonOr(Reason.STOPPED)).isEqualTo(Reason.STOPPED);
	}

	@Test
	void endOfThePartnerIsHeardAfterItsLastWords() throws Exception {
		say("{\"type\":\"BYE\"}\n");
		this.partner.close();
		assertThat(next().type()).isEqualTo(Type.BYE);
		assertThat(next().type()).isEqualTo(Type.END);
		assertThat(next().type()).isEqualTo(Type.END);
		assertThat(this.conversation.hasEnded()).isTrue();
	}

	@Test
	void endInTheMiddleOfAMessageIsAnEnd() throws Exception {
		say("{\"type\":\"REA");
		this.partner.close();
		assertThat(next().type()).isEqualTo(Type.END);
	}

	@Test
	void partnerThatIsGoneCanBeTalkedTo() throws Exception {
		this.partner.close();
		assertThat(next().type()).isEqualTo(Type.END);
		this.conversation.say(Message.of(Type.GO));
		assertThat(this.conversation.hasEnded()).isTrue();
	}

	@Test
	void closingEndsTheConversationForBoth() throws Exception {
		this.conversation.close();
		assertThat(next().type()).isEqualTo(Type.END);
		BufferedReader reader = reader();
		await().atMost(PATIENCE).until(() -> reader.readLine() == null);
	}

	@Test
	void nothingSaidIsNull() throws Exception {
		assertThat(this.conversation.next(Duration.ofMillis(1))).isNull();
		assertThat(this.conversation.hasEnded()).isFalse();
	}

	@Test
	void drainCrosses() throws Exception {
		DrainInfo drain = new DrainInfo(3, Map.of("http2", 3L), 4, Map.of("request", 2L));
		say(Conversation.JSON.writeValueAsString(Message.drain(Type.DRAINED, drain)) + "\n");
		assertThat(next().drain()).isEqualTo(drain);
	}

	private Message next() throws InterruptedException {
		Message message = this.conversation.next(PATIENCE);
		return Objects.requireNonNull(message, "nothing was said");
	}

	private void say(String text) throws IOException {
		ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
		while (bytes.hasRemaining()) {
			this.partner.write(bytes);
		}
	}

	private String lineWith(String containing) throws IOException {
		BufferedReader reader = reader();
		String line = reader.readLine();
		while (line != null && !line.contains(containing)) {
			line = reader.readLine();
		}
		return String.valueOf(line);
	}

	private BufferedReader reader() {
		Reader reader = new InputStreamReader(Channels.newInputStream(this.partner), StandardCharsets.UTF_8);
		return new BufferedReader(reader);
	}

}
