package io.hotupdate.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The listeners of a first generation that a service manager has bound for it.
 */
public final class ActivatedListeners implements Supplier<List<ListenerHandle>> {

	private static final Pattern CONNECTOR = Pattern.compile("(server|management)(-\\d+)?");

	private final Map<String, String> environment;

	private ActivatedListeners(Map<String, String> environment) {
		this.environment = environment;
	}

	/**
	 * The listeners that this process was given, taken when they are asked for.
	 * @param environment the environment of this process
	 * @return the listeners
	 */
	public static Supplier<List<ListenerHandle>> of(Map<String, String> environment) {
		return new ActivatedListeners(environment);
	}

	@Override
	public List<ListenerHandle> get() {
		List<ListenerHandle> handles = new ArrayList<>();
		try {
			for (SocketActivation.Activated socket : SocketActivation.take(this.environment)) {
				String name = CONNECTOR.matcher(socket.name()).matches() ? socket.name() : ListenerHandle.ANY;
				handles.add(new ListenerHandle(name, socket.address(), Descriptors.over(socket.fd())));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The sockets that this process was started with cannot be taken;"
					+ " perhaps you should start it without socket activation", ex);
		}
		return List.copyOf(handles);
	}

}
