package io.hotupdate.process;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The names and addresses of listeners as the text that goes with their descriptors: one
 * line each, {@code port host name}.
 */
final class ListenerText {

	private ListenerText() {
	}

	static String write(List<ListenerAddress> listeners) {
		StringBuilder text = new StringBuilder();
		for (ListenerAddress listener : listeners) {
			text.append(listener.address().getPort())
				.append(' ')
				.append(listener.address().getAddress().getHostAddress())
				.append(' ')
				.append(listener.name())
				.append('\n');
		}
		return text.toString();
	}

	static List<ListenerAddress> read(String text) {
		List<ListenerAddress> listeners = new ArrayList<>();
		text.lines().forEach((line) -> {
			String[] parts = line.split(" ", 3);
			listeners.add(new ListenerAddress(parts[2], new InetSocketAddress(parts[1], Integer.parseInt(parts[0]))));
		});
		return listeners;
	}

}
