package io.hotupdate.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.hotupdate.ConfigurationReloadedEvent;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * An application without a server whose configuration lies in a folder.
 */
final class ReloadApplication implements AutoCloseable {

	private final Path folder;

	private final ConfigurableApplicationContext context;

	final ConfigurationReloader reloader;

	private ReloadApplication(Path folder, ConfigurableApplicationContext context) {
		this.folder = folder;
		this.context = context;
		this.reloader = new ConfigurationReloader(context);
	}

	static void write(Path folder, String file, String text) {
		try {
			Files.createDirectories(folder.resolve(file).getParent());
			Files.writeString(folder.resolve(file), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static ReloadApplication start(Path folder, String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add("--spring.config.location=file:" + folder + "/");
		all.add("--spring.main.banner-mode=off");
		return new ReloadApplication(folder,
				new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
					.properties(Map.of("desk.of-the-defaults", "default"))
					.run(all.toArray(String[]::new)));
	}

	ReloadApplication write(String file, String text) {
		write(this.folder, file, text);
		return this;
	}

	ReloadApplication delete(String file) throws IOException {
		Files.delete(this.folder.resolve(file));
		return this;
	}

	ConfigurationReloadedEvent reload() {
		return this.reloader.reload();
	}

	String property(String name) {
		return String.valueOf(this.context.getEnvironment().getProperty(name));
	}

	List<String> sources() {
		return this.context.getEnvironment().getPropertySources().stream().map((source) -> source.getName()).toList();
	}

	Collection<ConfigurationReloadedEvent> events() {
		return this.context.getBean(Events.class).all;
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ Desk.class, Fixed.class })
	static class Application {

		@Bean
		Events events() {
			return new Events();
		}

		@Bean
		@ConfigurationProperties("made")
		Made made() {
			return new Made();
		}

	}

	static final class Events {

		private final Collection<ConfigurationReloadedEvent> all = new CopyOnWriteArrayList<>();

		@EventListener
		void reloaded(ConfigurationReloadedEvent event) {
			this.all.add(event);
		}

	}

	/** Bound by setters. */
	@ConfigurationProperties("desk")
	static class Desk {

		private String greeting = "none";

		private int seats = 1;

		private String password = "none";

		public String getGreeting() {
			return this.greeting;
		}

		public void setGreeting(String greeting) {
			this.greeting = greeting;
		}

		public int getSeats() {
			return this.seats;
		}

		public void setSeats(int seats) {
			this.seats = seats;
		}

		public String getPassword() {
			return this.password;
		}

		public void setPassword(String password) {
			this.password = password;
		}

	}

	/** Bound by its constructor. */
	@ConfigurationProperties("fixed")
	record Fixed(String name) {

	}

	/** Bound, but made by the application itself. */
	static class Made {

		private String name = "none";

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

	}

}
