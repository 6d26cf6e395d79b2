package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Writes its pid to a file and waits, by itself or in a child that stands for it. */
final class WaitingMain {

	private WaitingMain() {
	}

	public static void main(String[] args) throws IOException, InterruptedException {
		if (args.length == 2) {
			List<String> command = args[1].equals("exit") ? List.of("/bin/sh", "-c", "exit $CODE")
					: Jvm.command(WaitingMain.class, args[0]);
			System.exit(new ChildRun(Duration.ofSeconds(30)).run(command, Map.of("CODE", "7")));
		}
		Path file = Path.of(args[0]);
		Path part = file.resolveSibling("part");
		Files.writeString(part, String.valueOf(ProcessHandle.current().pid()));
		Files.move(part, file);
		new CountDownLatch(1).await();
	}

}
