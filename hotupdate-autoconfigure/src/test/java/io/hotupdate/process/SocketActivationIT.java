package io.hotupdate.process;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Listeners that a process has from its start, also after it became another program. */
class SocketActivationIT {

	@Test
	void listenersOfSystemdSurviveTheExecIntoAnotherProgram() throws Exception {
		assertThat(run("descriptors")).containsExactly("from 'server'", "from 'management'",
				"input is a listener: false");
	}

	@Test
	void standardInputIsDuplicatedAndStays() throws Exception {
		assertThat(run("input")).containsExactly("from ''", "input is a listener: true");
	}

	@Test
	void descriptorsOfAnotherProcessAreNotTaken() throws Exception {
		assertThat(SocketActivation.take(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "1"))).isEmpty();
		assertThat(SocketActivation.take(Map.of("LISTEN_FDS", "1"))).isEmpty();
	}

	private static List<String> run(String mode) throws Exception {
		Process child = Jvm.start(ActivatedMain.class, mode);
		try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
			List<String> lines = new ArrayList<>();
			String first = output.readLine();
			assertThat(first).startsWith("listening on");
			Matcher port = Pattern.compile("\\d+").matcher(first);
			while (port.find()) {
				lines.add(ask(Integer.parseInt(port.group())));
			}
			output.lines().forEach(lines::add);
			assertThat(child.waitFor()).isZero();
			return lines;
		}
		finally {
			child.destroyForcibly().waitFor();
		}
	}

	private static String ask(int port) throws Exception {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
				BufferedReader answer = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
			return answer.readLine();
		}
	}

}
