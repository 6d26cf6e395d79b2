package io.hotupdate.process;

import java.nio.file.Path;

/**
 * Tells whether native calls are possible, extracting to a directory; without one, what
 * is foreseen.
 */
final class NativeProbe {

	private NativeProbe() {
	}

	public static void main(String[] args) {
		if (args.length == 0) {
			NativeAccess.foreseen()
				.forEach((finding) -> System.out
					.println(finding.code() + " " + finding.blocking() + " " + finding.message()));
			return;
		}
		NativeAccess.extractTo(Path.of(args[0]));
		long start = System.nanoTime();
		System.out.println(NativeAccess.unavailable().orElse("available"));
		System.out.println((System.nanoTime() - start) / 1_000_000 + " ms");
	}

}
