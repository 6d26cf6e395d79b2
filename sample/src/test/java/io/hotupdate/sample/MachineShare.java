package io.hotupdate.sample;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets the JVMs that run the tests side by side agree on who has the machine: classes
 * share it, one that is {@link Alone} has all of it.
 */
public final class MachineShare implements BeforeAllCallback, AfterAllCallback {

	private @Nullable FileChannel lock;

	@Override
	public void beforeAll(ExtensionContext context) throws IOException {
		Path file = Path.of("target", "machine.lock");
		Files.createDirectories(file.getParent());
		FileChannel lock = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		boolean alone = context.getRequiredTestClass().isAnnotationPresent(Alone.class);
		lock.lock(0, Long.MAX_VALUE, !alone);
		this.lock = lock;
	}

	@Override
	public void afterAll(ExtensionContext context) throws IOException {
		FileChannel lock = this.lock;
		if (lock != null) {
			lock.close();
		}
	}

}
