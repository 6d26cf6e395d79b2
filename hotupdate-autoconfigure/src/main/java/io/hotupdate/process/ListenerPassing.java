package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Passes listeners from one process to another.
 */
public final class ListenerPassing {

	private ListenerPassing() {
	}

	/**
	 * Pass listeners of this process, which keeps them.
	 * @param sender where the receiver comes for them
	 * @param listeners the listeners
	 * @param receiverPid the pid that the receiver must have, if it is known
	 * @param timeout how long all of it may take
	 * @throws IOException if one is not a listener of this process, or they were not
	 * taken in time
	 */
	public static void send(DescriptorSender sender, List<ListenerAddress> listeners, OptionalLong receiverPid,
			Duration timeout) throws IOException {
		List<Integer> descriptors = new ArrayList<>();
		for (ListenerAddress listener : listeners) {
			descriptors.add(Descriptors.ofListener(listener.address()));
		}
		sender.send(ListenerText.write(listeners), descriptors, receiverPid, timeout);
	}

	/**
	 * Take listeners that another process passes.
	 * @param path where it passes them
	 * @param timeout how long it may take
	 * @return the listeners
	 * @throws IOException if they did not come; nothing stays open then
	 */
	public static List<ListenerHandle> receive(Path path, Duration timeout) throws IOException {
		List<ListenerHandle> handles = new ArrayList<>();
		try (ReceivedDescriptors received = DescriptorReceiver.receive(path, timeout)) {
			List<ListenerAddress> names = ListenerText.read(received.text());
			for (int i = 0; i < names.size(); i++) {
				ListenerAddress name = names.get(i);
				handles.add(new ListenerHandle(name.name(), name.address(), Descriptors.over(received.take(i))));
			}
			return List.copyOf(handles);
		}
		catch (IOException | RuntimeException ex) {
			for (ListenerHandle handle : handles) {
				handle.channel().close();
			}
			throw ex;
		}
	}

}
