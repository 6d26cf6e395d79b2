package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Tells what it got, and starts its successor up to the third generation. */
final class HopMain {

	private HopMain() {
	}

	public static void main(String[] args) throws IOException {
		long generation = Long.getLong("hotupdate.generation", 1);
		System.out.println(generation + " args " + Arrays.asList(args));
		System.out.println(generation + " options " + System.getProperty("from.file") + " "
				+ System.getProperty("from.settings") + " " + System.getProperty("hotupdate.handover.hop"));
		System.out.println(generation + " tmp " + System.getProperty("java.io.tmpdir"));
		System.out.flush();
		if (generation == 3) {
			return;
		}
		ProcessSettings settings = new ProcessSettings(null, List.of("-Dfrom.settings=yes"), List.of("added"), null);
		Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
		SuccessorCommand command = SuccessorCommand.of(OriginalCommand.ofThisProcess(), settings,
				new SuccessorCommand.Target(jar, generation + 1, Path.of("/tmp"),
						(generation == 1) ? Map.of("hotupdate.handover.hop", "first") : Map.of()));
		System.exit(GenerationProcess.launch(command).onExit().join());
	}

}
