package io.hotupdate.process;

import java.nio.file.Path;

/** Tells whether native calls are possible, extracting to a directory. */
final class NativeProbe {

	private NativeProbe() {
	}

	public static void main(String[] args) {
		NativeAccess.extractTo(Path.of(args[0]));
		long start = System.nanoTime();
		System.out.println(NativeAccess.unavailable().orElse("available"));
		System.out.println((System.nanoTime() - start) / 1_000_000 + " ms");
	}

}
