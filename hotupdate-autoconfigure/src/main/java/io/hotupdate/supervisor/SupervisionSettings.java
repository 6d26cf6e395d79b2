package io.hotupdate.supervisor;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.hotupdate.Backoff;
import io.hotupdate.RestartPreset;
import io.hotupdate.RestartSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor has to know of the settings of its application.
 *
 * @param restart when it starts again what has crashed
 * @param alertAfter number of restarts in all after which, and after each further such
 * number, an error is logged
 * @param dependencies what has to be reachable before: tcp, http or https
 * @param permits how the group is asked before, {@code null} if there is none
 */
public record SupervisionSettings(RestartSettings restart, int alertAfter, List<URI> dependencies,
		@Nullable PermitSettings permits) {

	private static final String PREFIX = "hotupdate.supervision.";

	/** Where nothing is set. */
	static final SupervisionSettings DEFAULTS = new SupervisionSettings(RestartPreset.STANDARD.settings(), 10,
			List.of());

	/**
	 * Create settings.
	 */
	public SupervisionSettings {
		dependencies = List.copyOf(dependencies);
	}

	/**
	 * Create settings of an instance without a group.
	 * @param restart when it starts again what has crashed
	 * @param alertAfter number of restarts after which an error is logged
	 * @param dependencies what has to be reachable before
	 */
	public SupervisionSettings(RestartSettings restart, int alertAfter, List<URI> dependencies) {
		this(restart, alertAfter, dependencies, null);
	}

	/**
	 * The same in a group.
	 * @param permits how the group is asked, {@code null} if there is none
	 * @return the settings
	 */
	public SupervisionSettings with(@Nullable PermitSettings permits) {
		return new SupervisionSettings(this.restart, this.alertAfter, this.dependencies, permits);
	}

	/**
	 * The settings as properties, for another Java. Without those of the group: its
	 * password would show in the list of processes.
	 * @return names and values
	 */
	public Map<String, String> toProperties() {
		return Map.of(PREFIX + "first-delay", this.restart.backoff().first().toString(), PREFIX + "max-delay",
				this.restart.backoff().longest().toString(), PREFIX + "tries", String.valueOf(this.restart.tries()),
				PREFIX + "window", this.restart.window().toString(), PREFIX + "reset-after",
				this.restart.resetAfter().toString(), PREFIX + "alert-after", String.valueOf(this.alertAfter),
				PREFIX + "dependencies",
				this.dependencies.stream().map(URI::toString).collect(Collectors.joining(" ")));
	}

	/**
	 * Why an address cannot be probed as a dependency.
	 * @param dependency the address
	 * @return what is wrong and what to do, empty if nothing is
	 */
	public static Optional<String> problem(URI dependency) {
		return Dependencies.problem(dependency);
	}

	List<String> fields() {
		Map<String, String> group = (this.permits != null) ? this.permits.toProperties() : Map.of();
		return Stream.of(toProperties(), group)
			.flatMap((properties) -> properties.entrySet().stream())
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.toList();
	}

	static SupervisionSettings of(List<String> fields) {
		Map<String, String> properties = fields.stream()
			.collect(Collectors.toMap((field) -> field.substring(0, field.indexOf('=')),
					(field) -> field.substring(field.indexOf('=') + 1)));
		return of(properties::get);
	}

	/**
	 * The settings in properties made by {@link #toProperties()}.
	 * @param properties finds a value
	 * @return the settings, the default where one is missing
	 */
	static SupervisionSettings of(Function<String, @Nullable String> properties) {
		RestartSettings restart = DEFAULTS.restart();
		Backoff backoff = new Backoff(value(properties, "first-delay", Duration::parse, restart.backoff().first()),
				value(properties, "max-delay", Duration::parse, restart.backoff().longest()));
		return new SupervisionSettings(
				new RestartSettings(backoff, value(properties, "tries", Integer::valueOf, restart.tries()),
						value(properties, "window", Duration::parse, restart.window()),
						value(properties, "reset-after", Duration::parse, restart.resetAfter())),
				value(properties, "alert-after", Integer::valueOf, DEFAULTS.alertAfter()),
				value(properties, "dependencies", SupervisionSettings::uris, DEFAULTS.dependencies()),
				PermitSettings.of(properties));
	}

	private static <T> T value(Function<String, @Nullable String> properties, String name, Function<String, T> read,
			T other) {
		String value = properties.apply(PREFIX + name);
		return (value != null) ? read.apply(value) : other;
	}

	private static List<URI> uris(String text) {
		return Arrays.stream(text.split(" ", -1)).filter((uri) -> !uri.isEmpty()).map(URI::create).toList();
	}

}
