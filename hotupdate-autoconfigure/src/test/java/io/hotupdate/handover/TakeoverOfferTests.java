package io.hotupdate.handover;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.hotupdate.Newcomer;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.Version;
import io.hotupdate.connection.ShortTempDir;
import io.hotupdate.handover.TakeoverWords.Answer;
import io.hotupdate.handover.TakeoverWords.Ask;
import io.hotupdate.release.ApplicationIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TakeoverOffer} and {@link TakeoverRequest} over real sockets.
 */
@SuppressWarnings("NullAway") // what nobody touches here is not there
class TakeoverOfferTests {

	private static final ApplicationIdentity SHOP = new ApplicationIdentity("com.example", "shop", "1.0.0");

	private final List<Newcomer> came = new CopyOnWriteArrayList<>();

	private Path home;

	private Path directory;

	private Path jar;

	private TakeoverOffer offer;

	@BeforeEach
	void offer(@TempDir(factory = ShortTempDir.class) Path folder) throws IOException {
		this.home = Files.createDirectory(folder.resolve("home"));
		this.directory = folder.resolve("offer");
		this.jar = jar(folder.resolve("shop.jar"), "shop");
		this.offer = open();
	}

	private TakeoverOffer open() throws IOException {
		return TakeoverOffer.open(this.directory, SHOP, this.home, null, this::came);
	}

	private void came(Version version, Newcomer newcomer) {
		if (!this.came.isEmpty()) {
			throw new UpdateException(Reason.WRONG_STATE, "Cannot start in state APPLYING");
		}
		this.came.add(newcomer);
	}

	@AfterEach
	void close() throws IOException {
		this.offer.close();
	}

	@Test
	void directoryIsForThisUserAlone() throws IOException {
		assertThat(Files.getPosixFilePermissions(this.directory))
			.isEqualTo(PosixFilePermissions.fromString("rwx------"));
		assertThat(Files.getPosixFilePermissions(this.directory.resolve("token")))
			.isEqualTo(PosixFilePermissions.fromString("rw-------"));
	}

	@Test
	void newcomerWaitsForItsAnswer() throws Exception {
		HandoverDirectory meeting = new HandoverDirectory(this.home);
		Thread update = new Thread(() -> {
			await().until(() -> !this.came.isEmpty());
			launch((NewcomerProcess) this.came.get(0), meeting);
		});
		update.start();
		Predecessor.Invitation invitation = TakeoverRequest.ask(this.directory, this.home, this.jar, "1.1.0")
			.orElseThrow();
		update.join();
		assertThat(invitation.generation()).isEqualTo(7);
		assertThat(invitation.directory()).isEqualTo(meeting);
	}

	private static void launch(NewcomerProcess newcomer, HandoverDirectory meeting) {
		try {
			assertThat(newcomer.launch(new Launcher.Start(null, 7, meeting, null), (differences) -> {
			}).pid()).isEqualTo(ProcessHandle.current().pid());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void newcomerIsDismissed() throws Exception {
		Thread update = new Thread(() -> {
			await().until(() -> !this.came.isEmpty());
			this.came.get(0).dismiss("The disk is full");
		});
		update.start();
		assertRefused(this.home, this.jar, "1.1.0", "The disk is full");
		update.join();
	}

	@Test
	void ofTwoOneIsRefused() {
		came(new Version("1.1.0"), null);
		assertRefused(this.home, this.jar, "1.1.0", "Cannot start in state APPLYING");
	}

	@Test
	void otherHomeIsRefused() {
		assertRefused(Path.of("/elsewhere"), this.jar, "1.1.0", "Its store is /elsewhere");
	}

	@Test
	void otherApplicationIsRefused() throws IOException {
		Path other = jar(this.home.resolve("billing.jar"), "billing");
		assertRefused(this.home, other, "1.1.0", "com.example:billing:1.1.0");
	}

	@Test
	void versionThatIsNoneIsRefused() {
		assertRefused(this.home, this.jar, "../1", "version");
	}

	@Test
	void tokenIsGoodOnce() throws IOException {
		String token = Files.readString(this.directory.resolve("token"));
		assertThat(say(token, "/elsewhere").refused()).contains("Its store");
		assertThat(say(token, this.home.toString()).refused()).contains("token");
		assertThat(this.came).isEmpty();
	}

	@Test
	void otherProtocolIsRefused() throws IOException {
		Ask ask = new Ask(0, "", 1, "", "", "");
		try (SocketChannel channel = SocketChannel
			.open(UnixDomainSocketAddress.of(this.directory.resolve("offer.sock")))) {
			TakeoverWords.say(channel, ask);
			assertThat(TakeoverWords.hear(channel, Answer.class).orElseThrow().refused()).contains("protocol");
		}
	}

	private Answer say(String token, String home) throws IOException {
		try (SocketChannel channel = SocketChannel
			.open(UnixDomainSocketAddress.of(this.directory.resolve("offer.sock")))) {
			TakeoverWords.say(channel, new Ask(Message.PROTOCOL, token, ProcessHandle.current().pid(), home,
					this.jar.toString(), "1.1.0"));
			return TakeoverWords.hear(channel, Answer.class).orElseThrow();
		}
	}

	@Test
	void nobodyOffersAfterTheEnd() throws IOException {
		this.offer.close();
		assertThat(this.directory).isEmptyDirectory();
		assertThat(TakeoverRequest.ask(this.directory, this.home, this.jar, "1.1.0")).isEmpty();
	}

	/** A killed process deletes nothing. */
	@Test
	void staleOfferIsNone() throws IOException {
		this.offer.close();
		try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			dead.bind(UnixDomainSocketAddress.of(this.directory.resolve("offer.sock")));
		}
		Files.writeString(this.directory.resolve("token"), "old");
		assertThat(TakeoverRequest.ask(this.directory, this.home, this.jar, "1.1.0")).isEmpty();
		this.offer = open();
		assertThat(Files.readString(this.directory.resolve("token"))).isNotEqualTo("old");
	}

	@Test
	void directoryThatOthersMayEnterIsRefused() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		assertRefused(this.home, this.jar, "1.1.0", "could be entered by others");
	}

	private void assertRefused(Path home, Path jar, String version, String why) {
		assertThatExceptionOfType(TakeoverRefusedException.class)
			.isThrownBy(() -> TakeoverRequest.ask(this.directory, home, jar, version))
			.withMessageContaining(why);
	}

	private static Path jar(Path file, String artifact) throws IOException {
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
			out.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
			out.write("Manifest-Version: 1.0\n".getBytes());
			out.putNextEntry(new ZipEntry("BOOT-INF/classes/META-INF/build-info.properties"));
			out.write(("build.group=com.example\nbuild.artifact=" + artifact + "\nbuild.version=1.1.0\n").getBytes());
		}
		return file;
	}

}
