package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.util.function.Function;

import io.hotupdate.process.ProcessSettings;
import io.hotupdate.release.ReleaseSettings;
import io.hotupdate.release.Store;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The settings that are needed before the application context exists.
 *
 * @param home the store's directory
 * @param version the version that the user gave, if any
 * @param bootCurrent whether an older jar runs the current release
 * @param process how it runs it
 * @param releases where releases come from
 * @param containerAllowed whether updates in containers are allowed all the same
 * @param takeover where this process may take over from one that serves, if anywhere
 */
record StartSettings(Path home, @Nullable String version, boolean bootCurrent, ProcessSettings process,
		Function<Store, ReleaseSettings> releases, boolean containerAllowed, @Nullable Path takeover) {

	static final String TAKEOVER = "hotupdate.handover.takeover";

	static StartSettings of(Environment environment) {
		return new StartSettings(home(environment), environment.getProperty("hotupdate.version"),
				environment.getProperty("hotupdate.boot-current", Boolean.class, true),
				SettingsMapper.process(Binder.get(environment)
					.bindOrCreate("hotupdate.process", HotUpdateProperties.SuccessorProcess.class)),
				(store) -> releases(environment, store),
				environment.getProperty("hotupdate.container.allow", Boolean.class, false),
				Binder.get(environment).bind(TAKEOVER, Path.class).orElse(null));
	}

	private static ReleaseSettings releases(Environment environment, Store store) {
		HotUpdateProperties properties = Binder.get(environment).bindOrCreate("hotupdate", HotUpdateProperties.class);
		return SettingsMapper.releases(properties, SettingsMapper.incoming(properties, store));
	}

	private static Path home(Environment environment) {
		String home = environment.getProperty("hotupdate.home");
		if (StringUtils.hasText(home)) {
			return Path.of(home).toAbsolutePath();
		}
		String stateDirectory = environment.getProperty("STATE_DIRECTORY");
		if (StringUtils.hasText(stateDirectory)) {
			return Path.of(stateDirectory.split(":", 2)[0]).toAbsolutePath();
		}
		String name = environment.getProperty("spring.application.name", "application");
		String port = environment.getProperty("server.port", "8080");
		return Path.of(System.getProperty("user.home"), ".hotupdate",
				(name + "-" + port).replaceAll("[^A-Za-z0-9._-]", "_"));
	}

}
