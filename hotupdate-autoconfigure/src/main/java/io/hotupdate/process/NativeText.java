package io.hotupdate.process;

import java.nio.charset.Charset;

import com.sun.jna.Memory;

/**
 * Text as the operating system has it: arguments, environment and paths. The charset is
 * the one by which {@link ProcessBuilder} encodes, so that what was read from the command
 * line is given back unchanged.
 */
final class NativeText {

	private static final int FIRST_WITH_JNU_ENCODING = 18;

	private NativeText() {
	}

	static Charset charset() {
		String name = System.getProperty("sun.jnu.encoding", "");
		if (Runtime.version().feature() < FIRST_WITH_JNU_ENCODING || !Charset.isSupported(name)) {
			return Charset.defaultCharset();
		}
		return Charset.forName(name);
	}

	static Memory terminated(String text) {
		byte[] bytes = text.getBytes(charset());
		Memory memory = new Memory(bytes.length + 1L);
		memory.write(0, bytes, 0, bytes.length);
		memory.setByte(bytes.length, (byte) 0);
		return memory;
	}

}
