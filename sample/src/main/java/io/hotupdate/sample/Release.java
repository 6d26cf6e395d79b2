package io.hotupdate.sample;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** The release that is running. */
@Component
class Release {

	private final String version;

	Release(ObjectProvider<BuildProperties> build) {
		BuildProperties properties = build.getIfAvailable();
		String built = (properties != null) ? properties.getVersion() : null;
		this.version = (built != null) ? built : "development";
	}

	String version() {
		return this.version;
	}

}
