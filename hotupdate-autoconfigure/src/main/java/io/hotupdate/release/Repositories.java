package io.hotupdate.release;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

import io.hotupdate.release.ReleaseSettings.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

/**
 * What to send to which server: credentials, proxy and SSL bundle go to the locations
 * under the prefix they were given for, and nowhere else.
 */
final class Repositories {

	private static final Pattern PROXY = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:/@\\s]+):([0-9]{1,5})");

	private final List<Entry> entries;

	private final ReleaseSettings settings;

	private final @Nullable SslBundles sslBundles;

	/**
	 * Create the repositories.
	 * @throws IllegalArgumentException if a setting is none, with its name
	 */
	Repositories(ReleaseSettings settings, @Nullable SslBundles sslBundles) {
		this.settings = settings;
		this.sslBundles = sslBundles;
		this.entries = settings.repositories()
			.stream()
			.map((it) -> new Entry(Locations.setting("hotupdate.releases.repositories[].url", it.url()), it))
			.sorted(Comparator.comparingInt((Entry it) -> it.prefix().pathLength()).reversed())
			.toList();
		settings.repositories().forEach(this::proxy);
	}

	/** The repository of the longest prefix. */
	Optional<Repository> of(Location location) {
		return this.entries.stream().filter((it) -> location.isUnder(it.prefix())).findFirst().map(Entry::repository);
	}

	static Optional<String> authorization(Repository repository) {
		if (repository.token() != null) {
			return Optional.of("Bearer " + repository.token());
		}
		if (repository.username() == null) {
			return Optional.empty();
		}
		String password = (repository.password() != null) ? repository.password() : "";
		byte[] pair = (repository.username() + ":" + password).getBytes(StandardCharsets.UTF_8);
		return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
	}

	HttpClient client(Optional<Repository> repository) {
		HttpClient.Builder builder = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(this.settings.connectTimeout());
		repository.flatMap(this::proxy).ifPresent(builder::proxy);
		repository.map(Repository::sslBundle).ifPresent((it) -> builder.sslContext(sslBundle(it)));
		return builder.build();
	}

	private Optional<ProxySelector> proxy(Repository repository) {
		if (repository.proxy() == null) {
			return Optional.empty();
		}
		Matcher matcher = PROXY.matcher(repository.proxy());
		if (!matcher.matches()) {
			throw new IllegalArgumentException("hotupdate.releases.repositories[].proxy is not of the form host:port");
		}
		return Optional
			.of(ProxySelector.of(new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)))));
	}

	private SSLContext sslBundle(String name) {
		if (this.sslBundles == null) {
			throw new IllegalArgumentException("hotupdate.releases.repositories[].ssl-bundle is '" + name
					+ "', but there are no SSL bundles in this application");
		}
		return this.sslBundles.getBundle(name).createSslContext();
	}

	private record Entry(Location prefix, Repository repository) {

	}

}
