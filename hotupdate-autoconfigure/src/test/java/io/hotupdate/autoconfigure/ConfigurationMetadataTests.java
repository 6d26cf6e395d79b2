package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The properties as an editor and the reference show them.
 */
class ConfigurationMetadataTests {

	private final Map<String, JsonNode> documented = new TreeMap<>();

	@BeforeEach
	void read() throws IOException {
		try (InputStream json = Files
			.newInputStream(Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json"))) {
			for (JsonNode property : new JsonMapper().readTree(json).get("properties")) {
				String name = property.get("name").asString();
				if (name.startsWith("hotupdate.")) {
					this.documented.put(name, property);
				}
			}
		}
	}

	@Test
	void everyPropertyIsThereAndNoOther() {
		assertThat(this.documented.keySet()).isEqualTo(new TreeMap<>(declared()).keySet());
	}

	@Test
	void everyPropertyHasADescriptionAndAType() {
		assertThat(this.documented).isNotEmpty().allSatisfy((name, property) -> {
			assertThat(text(property, "description")).as(name).isNotBlank().endsWith(".");
			assertThat(text(property, "type")).as(name).isNotBlank();
		});
	}

	@Test
	void everyDefaultIsThere() {
		assertThat(declared()).allSatisfy((name, component) -> {
			String[] value = defaultOf(component);
			JsonNode property = Objects.requireNonNull(this.documented.get(name), name);
			assertThat(text(property, "defaultValue")).as(name).isEqualTo((value.length > 0) ? value[0] : null);
		});
	}

	private static @Nullable String text(JsonNode property, String field) {
		JsonNode value = property.get(field);
		return (value != null) ? value.asString() : null;
	}

	private static String[] defaultOf(RecordComponent component) {
		for (Parameter parameter : component.getDeclaringRecord().getDeclaredConstructors()[0].getParameters()) {
			DefaultValue value = parameter.getAnnotation(DefaultValue.class);
			if (parameter.getName().equals(component.getName()) && value != null) {
				return value.value();
			}
		}
		return new String[0];
	}

	private static Map<String, RecordComponent> declared() {
		Map<String, RecordComponent> declared = new LinkedHashMap<>();
		collect(declared, "hotupdate", HotUpdateProperties.class);
		collect(declared, "hotupdate.limits", LimitsProperties.class);
		collect(declared, "hotupdate.background", BackgroundProperties.class);
		collect(declared, "hotupdate.cluster.restart", ClusterRestartProperties.class);
		collect(declared, "hotupdate", HostProperties.class);
		collect(declared, "hotupdate.signals", SignalsProperties.class);
		collect(declared, "hotupdate.supervisor", SupervisorProperties.class);
		collect(declared, "hotupdate.restart", RestartProperties.class);
		collect(declared, "hotupdate.retry", RetryProperties.class);
		collect(declared, "hotupdate.metrics", MetricsProperties.class);
		collect(declared, "hotupdate.cluster", ClusterProperties.class);
		return declared;
	}

	private static void collect(Map<String, RecordComponent> declared, String prefix, Class<?> type) {
		for (RecordComponent component : type.getRecordComponents()) {
			String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
			if (component.getType().isRecord()) {
				collect(declared, name, component.getType());
			}
			else {
				declared.put(name, component);
			}
		}
	}

}
