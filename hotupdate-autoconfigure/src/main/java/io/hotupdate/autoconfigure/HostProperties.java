package io.hotupdate.autoconfigure;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What whoever runs this application sees of it.
 *
 * @param pidFile File with the process id to send signals to. It moves to the successor
 * when that is confirmed, and is deleted at the end of the last generation.
 * @param container Updates in containers.
 */
@ConfigurationProperties("hotupdate")
public record HostProperties(@Nullable Path pidFile, @DefaultValue Container container) {

	/**
	 * Updates in containers.
	 *
	 * @param allow Whether to update in place where the end of this process ends its
	 * container, and in Kubernetes.
	 */
	public record Container(@DefaultValue("false") boolean allow) {

	}

}
