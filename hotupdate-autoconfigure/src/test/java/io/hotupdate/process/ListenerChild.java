package io.hotupdate.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Receives listeners, answers every connection with its pid and the listener's number.
 */
final class ListenerChild {

	private ListenerChild() {
	}

	public static void main(String[] args) throws IOException {
		try (Selector selector = Selector.open();
				ReceivedDescriptors received = DescriptorReceiver.receive(Path.of(args[0]), Duration.ofSeconds(60))) {
			for (int index = 0; index < received.size(); index++) {
				ServerSocketChannel channel = Descriptors.over(received.take(index));
				channel.register(selector, SelectionKey.OP_ACCEPT, index);
			}
			System.out.println(received.text());
			while (true) {
				selector.select((key) -> answer(key));
			}
		}
	}

	private static void answer(SelectionKey key) {
		try (SocketChannel client = ((ServerSocketChannel) key.channel()).accept()) {
			if (client != null) {
				String text = ProcessHandle.current().pid() + " " + key.attachment() + "\n";
				client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
