package io.hotupdate.supervisor;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.hotupdate.process.SuccessorCommand;

/**
 * One message between the supervisor and a generation: a word and its fields, on one
 * line. JSON would need a library in the supervisor.
 *
 * @param type the word
 * @param fields its fields
 */
record Frame(Type type, List<String> fields) {

	/** Raised with each change that an older partner would not understand. */
	static final String PROTOCOL = "1";

	Frame {
		fields = List.copyOf(fields);
	}

	static Frame of(Type type, String... fields) {
		return new Frame(type, List.of(fields));
	}

	/** A frame with a command after its own fields. */
	static Frame command(Type type, SuccessorCommand command, String... before) {
		List<String> fields = new ArrayList<>(Arrays.asList(before));
		fields.add(command.directory().toString());
		fields.add(String.valueOf(command.command().size()));
		fields.addAll(command.command());
		command.environment().forEach((name, value) -> fields.add(name + "=" + value));
		return new Frame(type, fields);
	}

	static Frame parse(String line) {
		String[] parts = line.split(" ", -1);
		return new Frame(Type.of(parts[0]),
				Arrays.stream(parts).skip(1).map((part) -> URLDecoder.decode(part, StandardCharsets.UTF_8)).toList());
	}

	String line() {
		StringBuilder line = new StringBuilder(this.type.name());
		for (String field : this.fields) {
			line.append(' ').append(URLEncoder.encode(field, StandardCharsets.UTF_8));
		}
		return line.toString();
	}

	/**
	 * A field.
	 * @throws IllegalArgumentException if there is none, as from {@link #parse}: whoever
	 * hears frames has one kind of misunderstanding to deal with
	 */
	String text(int index) {
		if (index >= this.fields.size()) {
			throw new IllegalArgumentException(this.type + " lacks field " + index);
		}
		return this.fields.get(index);
	}

	long number(int index) {
		return Long.parseLong(text(index));
	}

	/** The command that begins at a field. */
	SuccessorCommand command(int index) {
		int first = index + 2;
		long words = number(index + 1);
		if (words < 1 || words > this.fields.size() - first) {
			throw new IllegalArgumentException(this.type + " has not the " + words + " words that it names");
		}
		int end = first + (int) words;
		Map<String, String> environment = new LinkedHashMap<>();
		for (String variable : this.fields.subList(end, this.fields.size())) {
			int sign = variable.indexOf('=', 1);
			if (sign < 0) {
				throw new IllegalArgumentException(this.type + " has a variable without a value");
			}
			environment.put(variable.substring(0, sign), variable.substring(sign + 1));
		}
		return new SuccessorCommand(this.fields.subList(first, end), environment, Path.of(text(index)), List.of());
	}

	/** The words, in the order in which they usually come. */
	enum Type {

		/** From a generation: protocol, pid, number, version. */
		HELLO,

		/**
		 * To a generation: the supervisor's pid, how often it has restarted this
		 * instance, and where the held listeners are passed, or nothing.
		 */
		WELCOME,

		/** From a generation: where it passes its listeners. */
		LISTENERS,

		/** To a generation: the listeners are held. */
		HELD,

		/** From a generation that is to be restarted if it dies: how. */
		RESTART_BY,

		/** From a generation that is to be restarted: what answers in its place. */
		MANAGEMENT,

		/** From a generation that is to be restarted: what it wants of its supervisor. */
		SETTINGS,

		/** From a generation: the update's verbs and the signals are its business now. */
		LEADS,

		/** From a generation: the application is ready. */
		READY,

		/** From the generation that leads: how it fares, in a line for people. */
		STATUS,

		/** From a generation: this process becomes another release; a line for people. */
		RELOADING,

		/** From a generation: the files that are to name the supervisor. */
		PID_FILES,

		/** From a generation: the signals that it takes. */
		SIGNALS,

		/** From a generation: an identifier, and the command of a successor. */
		START,

		/** To a generation: the identifier and the pid of the successor. */
		STARTED,

		/** To a generation: the identifier, and why there is no successor. */
		NOT_STARTED,

		/** To a generation: the pid and the exit code of a successor. */
		EXITED,

		/**
		 * From a generation: whether trying again is of use, and why it did not start.
		 */
		FAILED,

		/** From a generation: somebody wants the instance to end. */
		STOP_ASKED,

		/** To a generation: end in an orderly way. */
		STOP,

		/** A word of a partner that is newer than this one: passed over. */
		UNKNOWN;

		private static Type of(String word) {
			return Arrays.stream(values()).filter((type) -> type.name().equals(word)).findFirst().orElse(UNKNOWN);
		}

	}

}
