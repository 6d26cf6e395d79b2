package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reference in the documentation names every property.
 */
class ReferenceTests {

	private static final Path METADATA = Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json");

	private static final Path REFERENCE = Path.of("..", "docs", "reference.md");

	@Test
	void everyPropertyIsNamed() throws IOException {
		String reference = Files.readString(REFERENCE);
		JsonNode properties = new JsonMapper().readTree(Files.readString(METADATA)).get("properties");
		assertThat(properties).isNotEmpty()
			.allSatisfy((property) -> assertThat(reference).contains("`" + property.get("name").asString() + "`"));
	}

}
