package io.hotupdate.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The calls of the system that this process runs on. */
final class SystemCalls implements ProcessCalls {

	private static final Duration GRACE = Duration.ofSeconds(60);

	@Override
	public Optional<String> cannotReplace() {
		return NativeAccess.unavailable();
	}

	@Override
	public void replace(List<String> command, Map<String, String> environment) throws IOException {
		Exec.replace(command, environment);
	}

	@Override
	public int run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
		return new ChildRun(GRACE).run(command, environment);
	}

	@Override
	public void halt(int code) {
		Runtime.getRuntime().halt(code);
	}

	@Override
	public List<ProcessIdentity> descendants(ProcessIdentity process) {
		return ProcessHandle.of(process.pid())
			.stream()
			.flatMap(ProcessHandle::descendants)
			.flatMap(SystemCalls::identity)
			.toList();
	}

	private static Stream<ProcessIdentity> identity(ProcessHandle handle) {
		return ProcessIdentity.of(handle.pid()).stream();
	}

	@Override
	public void kill(ProcessIdentity process) {
		if (process.isAlive()) {
			ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
		}
	}

}
