package io.hotupdate.process;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * A signal that the application may take for itself.
 *
 * @param name its name without {@code SIG}
 */
public record SignalName(String name) {

	private static final String NONE = "none";

	private static final List<String> FREE = List.of("HUP", "USR1", "USR2", "WINCH", "TTIN", "TTOU", "ALRM", "URG");

	private static final Set<String> OF_THE_JVM = Set.of("SEGV", "BUS", "FPE", "ILL", "TRAP", "PIPE", "XFSZ");

	private static final Map<String, String> TAKEN = Map.of("QUIT", "makes the JVM print its threads", "TERM",
			"ends the application", "INT", "ends the application", "KILL", "cannot be handled", "STOP",
			"cannot be handled");

	/** HotSpot stops single threads by it, for a flight recording or a thread dump. */
	private static final String SUSPENDS = "USR2";

	/** Below it HotSpot takes no number for that. */
	private static final int LOWEST_SUSPENDING = 12;

	private static final int SIGNALS = 65;

	/**
	 * Read the setting of a signal.
	 * @param property the name of the setting
	 * @param text the name of the signal with or without {@code SIG}, or {@code none}
	 * @return the signal, empty for none
	 * @throws IllegalArgumentException if that signal cannot be taken, with what to do
	 */
	public static Optional<SignalName> of(String property, String text) {
		return of(property, text, System.getenv("_JAVA_SR_SIGNUM"));
	}

	static Optional<SignalName> of(String property, String text, @Nullable String suspending) {
		String name = text.strip().toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
		if (name.equalsIgnoreCase(NONE)) {
			return Optional.empty();
		}
		if (OF_THE_JVM.contains(name)) {
			throw refused(property, name, "the JVM itself needs that signal", free());
		}
		if (TAKEN.containsKey(name)) {
			throw refused(property, name, "that signal " + TAKEN.get(name), free());
		}
		if (!FREE.contains(name)) {
			throw refused(property, name, "that is no signal that can be used", free());
		}
		if (suspends(name, suspending)) {
			throw refused(property, name, "the JVM suspends threads by that signal, for a flight recording for example",
					free() + (name.equals(SUSPENDS)
							? ", or start with another one for the JVM, such as _JAVA_SR_SIGNUM=40 in the environment"
							: ""));
		}
		return Optional.of(new SignalName(name));
	}

	private static boolean suspends(String name, @Nullable String suspending) {
		int number = number(suspending);
		if (number < 0) {
			return name.equals(SUSPENDS);
		}
		try {
			return new Signal(name).getNumber() == number;
		}
		catch (IllegalArgumentException ex) {
			// no such signal on this platform, so nobody has it
			return false;
		}
	}

	/** As HotSpot reads it: what it does not take leaves it at its own. */
	private static int number(@Nullable String text) {
		if (text == null || !text.matches("\\d{1,3}")) {
			return -1;
		}
		int number = Integer.parseInt(text);
		return (number >= LOWEST_SUSPENDING && number < SIGNALS) ? number : -1;
	}

	private static String free() {
		return "set it to one of " + String.join(", ", FREE.stream().filter((name) -> !name.equals(SUSPENDS)).toList())
				+ ", or to none";
	}

	private static IllegalArgumentException refused(String property, String name, String why, String remedy) {
		return new IllegalArgumentException(
				property + " is '" + name + "', but " + why + "; perhaps you should " + remedy);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
