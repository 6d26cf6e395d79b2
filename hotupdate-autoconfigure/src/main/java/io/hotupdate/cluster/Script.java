package io.hotupdate.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

import io.lettuce.core.ScriptOutputType;

/**
 * The decisions about a group, each one script.
 */
enum Script {

	/** A heartbeat, with whatever is due. */
	BEAT(ScriptOutputType.MULTI),
	/** Begin a rollout. */
	START(ScriptOutputType.VALUE),
	/** An instance has the release, or cannot have it. */
	STAGED(ScriptOutputType.VALUE),
	/** An instance has had its turn. */
	COMPLETE(ScriptOutputType.VALUE),
	/** A person's verb. */
	VERB(ScriptOutputType.VALUE),
	/** An instance ends on request. */
	LEAVE(ScriptOutputType.VALUE),
	/** Figures for metrics. */
	COUNT(ScriptOutputType.VALUE);

	private final ScriptOutputType output;

	private final String text;

	Script(ScriptOutputType output) {
		this.output = output;
		this.text = read("group") + read(name().toLowerCase(Locale.ROOT));
	}

	ScriptOutputType output() {
		return this.output;
	}

	String text() {
		return this.text;
	}

	static String read(String name) {
		try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
			return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
