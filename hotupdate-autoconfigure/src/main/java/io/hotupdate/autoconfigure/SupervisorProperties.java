package io.hotupdate.autoconfigure;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the supervisor.
 *
 * @param enabled Whether 'java -jar' becomes a small parent process that holds the
 * listeners and keeps the application running.
 * @param jvmArgs JVM options of the supervisor, after its own small defaults; the
 * application's options do not apply to it.
 */
@ConfigurationProperties("hotupdate.supervisor")
public record SupervisorProperties(@DefaultValue("false") boolean enabled, @DefaultValue List<String> jvmArgs) {

}
