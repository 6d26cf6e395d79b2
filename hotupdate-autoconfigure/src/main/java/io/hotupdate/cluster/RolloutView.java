package io.hotupdate.cluster;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The rollout as a member needs to know it.
 *
 * @param id its id
 * @param phase its phase
 * @param version the version to go to
 * @param sha256 the digest of its jar, if one was named
 * @param artifact the location of its jar, if one was named
 * @param windows when turns may begin, empty for always
 */
record RolloutView(String id, String phase, String version, @Nullable String sha256, @Nullable String artifact,
		String windows) {

	static @Nullable RolloutView of(@Nullable Map<String, String> fields) {
		if (fields == null || fields.isEmpty()) {
			return null;
		}
		return new RolloutView(text(fields, "id"), text(fields, "phase"), text(fields, "version"),
				orNull(text(fields, "sha256")), orNull(text(fields, "artifact")), text(fields, "windows"));
	}

	private static String text(Map<String, String> fields, String name) {
		return fields.getOrDefault(name, "");
	}

	private static @Nullable String orNull(String text) {
		return text.isEmpty() ? null : text;
	}

}
