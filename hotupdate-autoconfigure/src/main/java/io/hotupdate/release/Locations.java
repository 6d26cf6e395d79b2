package io.hotupdate.release;

import java.util.ArrayList;
import java.util.List;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.Version;
import org.jspecify.annotations.Nullable;

/**
 * Where the jar of a request is, and what a request or a redirect may name.
 */
final class Locations {

	private static final String PLACEHOLDER = "{version}";

	private final @Nullable String template;

	private final @Nullable String mavenRepository;

	private final List<Location> explicit;

	private final List<Location> ofTemplate;

	private final List<Location> incoming;

	/**
	 * Create the locations.
	 * @throws IllegalArgumentException if a setting is none, with its name
	 */
	Locations(ReleaseSettings settings) {
		this.template = settings.location();
		this.mavenRepository = settings.mavenRepository();
		this.explicit = settings.allowed().stream().map((it) -> setting("hotupdate.releases.allowed", it)).toList();
		this.ofTemplate = (this.template != null) ? List.of(fixedPrefix(this.template)) : List.of();
		this.incoming = (settings.incoming() != null)
				? List.of(setting("hotupdate.releases.incoming", settings.incoming())) : List.of();
	}

	private Location fixedPrefix(String location) {
		if (MavenCoordinates.isMaven(location)) {
			return setting("hotupdate.releases.maven-repository", repository())
				.child(MavenCoordinates.of(location).folder());
		}
		int brace = location.indexOf('{');
		String fixed = (brace < 0) ? location : location.substring(0, brace);
		Location prefix = setting("hotupdate.releases.location", fixed.substring(0, fixed.lastIndexOf('/') + 1));
		String rest = location.replace(PLACEHOLDER, "");
		if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
			throw new IllegalArgumentException("hotupdate.releases.location has another placeholder than {version}");
		}
		setting("hotupdate.releases.location", location.replace(PLACEHOLDER, "1"));
		return prefix;
	}

	private String repository() {
		if (this.mavenRepository == null) {
			throw new IllegalArgumentException("A maven: location needs hotupdate.releases.maven-repository;"
					+ " perhaps you should set it to something like https://repo.example.com/releases");
		}
		return this.mavenRepository;
	}

	static Location setting(String name, String value) {
		try {
			return Location.of(value);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(name + " is '" + Mask.mask(value) + "', but " + ex.getMessage(), ex);
		}
	}

	/**
	 * The location of the jar of a request.
	 * @throws UpdateException with {@link Reason#ARTIFACT_NOT_ALLOWED} if the request
	 * names one that it may not
	 */
	Location of(UpdateRequest request) {
		String artifact = request.artifact();
		return (artifact != null) ? ofArtifact(artifact, request.version()) : ofTemplate(request.version());
	}

	private Location ofTemplate(Version version) {
		if (this.template == null) {
			throw new UpdateException(Reason.RELEASE_NOT_FOUND, "It is not known where releases come from;"
					+ " perhaps you should set hotupdate.releases.location, or name the artifact in the request");
		}
		Location location = resolve(this.template.replace(PLACEHOLDER, version.value()), version);
		if (!isTransportAllowed(location)) {
			throw new UpdateException(Reason.ARTIFACT_NOT_ALLOWED,
					"hotupdate.releases.location is plain http, which anyone"
							+ " on the way can change; perhaps you should use https, or list it in hotupdate.releases.allowed");
		}
		return location;
	}

	private Location ofArtifact(String artifact, Version version) {
		Location location;
		try {
			location = resolve(artifact, version);
		}
		catch (IllegalArgumentException ex) {
			throw notAllowed(Mask.mask(artifact), ex.getMessage(), ex);
		}
		List<Location> allowed = new ArrayList<>(this.explicit.isEmpty() ? this.ofTemplate : this.explicit);
		allowed.addAll(this.incoming);
		if (allowed.stream().noneMatch(location::isUnder) || !isTransportAllowed(location)) {
			throw notAllowed(location.toString(), "it is outside " + allowed, null);
		}
		return location;
	}

	private static UpdateException notAllowed(String artifact, @Nullable String why, @Nullable Throwable cause) {
		return new UpdateException(Reason.ARTIFACT_NOT_ALLOWED,
				"The artifact " + artifact + " is not allowed: " + why
						+ "; perhaps you should publish it there, or add its location to hotupdate.releases.allowed",
				cause);
	}

	private Location resolve(String location, Version version) {
		if (!MavenCoordinates.isMaven(location)) {
			return Location.of(location);
		}
		return Location.of(repository()).child(MavenCoordinates.of(location).path(version));
	}

	/** Whether a redirect may lead there. */
	boolean isAllowed(Location location) {
		List<Location> allowed = new ArrayList<>(this.explicit);
		allowed.addAll(this.ofTemplate);
		return allowed.stream().anyMatch(location::isUnder) && isTransportAllowed(location);
	}

	private boolean isTransportAllowed(Location location) {
		return !location.isPlainHttp() || this.explicit.stream().anyMatch(location::isUnder);
	}

}
