package io.hotupdate.process;

import java.net.InetSocketAddress;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenerText}.
 */
class ListenerTextTests {

	@Test
	void listenersComeAsTheyWereWritten() {
		List<ListenerAddress> listeners = List.of(
				new ListenerAddress("server", new InetSocketAddress("127.0.0.1", 8080)),
				new ListenerAddress("management", new InetSocketAddress("::1", 9090)),
				new ListenerAddress("a name with spaces", new InetSocketAddress("0.0.0.0", 65535)),
				new ListenerAddress("any", new InetSocketAddress("::", 1)));
		String text = ListenerText.write(listeners);
		assertThat(text.lines()).hasSize(4).first().isEqualTo("8080 127.0.0.1 server");
		assertThat(ListenerText.read(text)).isEqualTo(listeners);
	}

	@Test
	void noListenersAreNoText() {
		assertThat(ListenerText.write(List.of())).isEmpty();
		assertThat(ListenerText.read("")).isEmpty();
	}

}
