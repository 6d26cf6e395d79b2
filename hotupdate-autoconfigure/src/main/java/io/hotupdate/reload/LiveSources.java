package io.hotupdate.reload;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * The property sources of an environment that is in use: what is exchanged in it is there
 * at each moment, old or new, since requests read it meanwhile.
 */
final class LiveSources {

	private static final String DEFAULTS = "defaultProperties";

	private final MutablePropertySources sources;

	LiveSources(MutablePropertySources sources) {
		this.sources = sources;
	}

	/**
	 * Put sources in the place of others: those of the same name first, then the rest.
	 */
	void exchange(List<PropertySource<?>> old, List<PropertySource<?>> fresh) {
		String previous = null;
		for (PropertySource<?> source : fresh) {
			put(source, previous, old);
			previous = source.getName();
		}
		Set<String> kept = fresh.stream().map(PropertySource::getName).collect(Collectors.toSet());
		old.stream().map(PropertySource::getName).filter((name) -> !kept.contains(name)).forEach(this.sources::remove);
	}

	private void put(PropertySource<?> source, @Nullable String previous, List<PropertySource<?>> old) {
		if (this.sources.contains(source.getName())) {
			this.sources.replace(source.getName(), source);
		}
		else if (previous != null) {
			this.sources.addAfter(previous, source);
		}
		else if (!old.isEmpty()) {
			this.sources.addBefore(old.get(0).getName(), source);
		}
		else if (this.sources.contains(DEFAULTS)) {
			this.sources.addBefore(DEFAULTS, source);
		}
		else {
			this.sources.addLast(source);
		}
	}

}
