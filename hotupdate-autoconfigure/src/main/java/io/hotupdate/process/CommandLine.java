package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

/**
 * A {@code java -jar} command line in its parts.
 *
 * @param java the program as it was named
 * @param jvmOptions the options before {@code -jar}; an {@code @argfile} stays as it is
 * unless something in it has to be changed
 * @param jar the jar, absolute
 * @param arguments the arguments of the application
 */
public record CommandLine(String java, List<String> jvmOptions, Path jar, List<String> arguments) {

	private static final String REMEDY = "; perhaps you should package the application and start it by"
			+ " 'java [options] -jar application.jar [arguments]'";

	private static final Set<String> WITH_VALUE = Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path",
			"--upgrade-module-path", "--add-modules", "--limit-modules", "--add-exports", "--add-opens", "--add-reads",
			"--patch-module", "--enable-native-access", "--source", "-d", "--describe-module");

	private static final Set<String> MODULE = Set.of("-m", "--module");

	/**
	 * Create a command line.
	 */
	public CommandLine {
		jvmOptions = List.copyOf(jvmOptions);
		arguments = List.copyOf(arguments);
	}

	/**
	 * Take a command apart.
	 * @param command the command
	 * @return its parts
	 * @throws UpdateException with {@link Reason#NOT_SUPPORTED} if it is not
	 * {@code java -jar}
	 */
	public static CommandLine parse(OriginalCommand command) {
		return parse(command, ClashingOption::isClashing);
	}

	static CommandLine parse(OriginalCommand command, Predicate<String> changes) {
		Deque<String> rest = new ArrayDeque<>(command.arguments());
		if (rest.isEmpty()) {
			throw unsupported("The system does not tell how this process was started");
		}
		String java = rest.pop();
		List<String> options = new ArrayList<>();
		boolean readFiles = true;
		while (!rest.isEmpty()) {
			String option = rest.pop();
			if (option.equals("-jar") && !rest.isEmpty()) {
				Path jar = command.directory().resolve(rest.pop()).normalize();
				return new CommandLine(java, options, jar, List.copyOf(rest));
			}
			if (MODULE.contains(option) || option.startsWith("--module=")) {
				throw unsupported("This application was started as a module (" + option + "), not by java -jar");
			}
			if (readFiles && option.startsWith("@") && !option.startsWith("@@")) {
				readFiles = argumentFile(command, option, changes, options, rest);
			}
			else if (!option.startsWith("-")) {
				throw unsupported("This application was started by its main class " + option + ", not by java -jar");
			}
			else {
				readFiles = readFiles && !option.equals("--disable-@files");
				options.add(option);
				if (WITH_VALUE.contains(option) && !rest.isEmpty()) {
					options.add(rest.pop());
				}
			}
		}
		throw unsupported("The command line of this application names no jar");
	}

	/** Keeps the file, or puts its contents in its place if they matter here. */
	private static boolean argumentFile(OriginalCommand command, String option, Predicate<String> changes,
			List<String> options, Deque<String> rest) {
		Path file = command.directory().resolve(option.substring(1));
		List<String> tokens;
		try {
			tokens = ArgumentFile.tokens(Files.readString(file, NativeText.charset()));
		}
		catch (IOException ex) {
			throw new UpdateException(Reason.NOT_SUPPORTED,
					"The argument file " + file + " of the command line cannot be read; perhaps you should put it back",
					ex);
		}
		if (tokens.stream().noneMatch((token) -> decides(token) || changes.test(token))) {
			options.add(option);
			return true;
		}
		for (int index = tokens.size() - 1; index >= 0; index--) {
			rest.push(tokens.get(index));
		}
		return !tokens.contains("--disable-@files");
	}

	private static boolean decides(String token) {
		return token.equals("-jar") || MODULE.contains(token) || token.startsWith("--module=");
	}

	private static UpdateException unsupported(String message) {
		return new UpdateException(Reason.NOT_SUPPORTED, message + REMEDY);
	}

}
