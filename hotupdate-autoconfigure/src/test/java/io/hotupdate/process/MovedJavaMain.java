package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Moves the Java it runs on away, and starts a generation with another one. */
final class MovedJavaMain {

	private MovedJavaMain() {
	}

	public static void main(String[] args) throws IOException {
		Path home = Path.of(System.getProperty("java.home"));
		// loads what any larger application has loaded by then
		System.getLogger(MovedJavaMain.class.getName());
		Files.move(home, home.resolveSibling("moved"));
		JavaExecutable java = JavaExecutable.find(null, home, System.getenv());
		System.out.println(java.source());
		System.out.println("in the way: " + SpawnHelper.isInTheWay());
		SuccessorCommand command = new SuccessorCommand(List.of(java.path().toString(), "-version"), System.getenv(),
				Path.of("").toAbsolutePath(), List.of());
		System.exit(GenerationProcess.launch(command).onExit().join());
	}

}
