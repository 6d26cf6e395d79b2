package io.hotupdate.supervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How an application is managed, for the time in which it does not run.
 *
 * @param path the path of its actuator
 * @param token the file of the token that allows verbs, if there is one
 * @param version the version that is current
 * @param plain the names of the listeners that speak HTTP without TLS
 */
public record Management(String path, @Nullable Path token, String version, Set<String> plain) {

	/** Before any generation has told. */
	static final Management UNKNOWN = new Management("/actuator", null, "unknown", Set.of());

	/**
	 * Create it.
	 */
	public Management {
		plain = Set.copyOf(plain);
	}

	List<String> fields() {
		return List.of(this.path, (this.token != null) ? this.token.toString() : "", this.version,
				String.join(" ", this.plain));
	}

	static Management of(List<String> fields) {
		return new Management(fields.get(0), fields.get(1).isEmpty() ? null : Path.of(fields.get(1)), fields.get(2),
				fields.get(3).isEmpty() ? Set.of() : Set.of(fields.get(3).split(" ", -1)));
	}

}
