package io.hotupdate.process;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Prints its arguments, one a line, so that nothing in them gets lost. */
final class EchoMain {

	private EchoMain() {
	}

	public static void main(String[] args) {
		for (String argument : args) {
			System.out.println("=" + Base64.getEncoder().encodeToString(argument.getBytes(StandardCharsets.UTF_8)));
		}
	}

}
