package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON files of the store. Both generations read them, and one of them may be of an
 * older or newer HotUpdate: what is not known is passed over, and what is missing is
 * empty.
 */
final class StoreJson {

	private static final JsonSetter.Value EMPTY = JsonSetter.Value.construct(Nulls.AS_EMPTY, Nulls.SKIP);

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
		.enable(SerializationFeature.INDENT_OUTPUT)
		.withConfigOverride(List.class, (it) -> it.setNullHandling(EMPTY))
		.withConfigOverride(Set.class, (it) -> it.setNullHandling(EMPTY))
		.withConfigOverride(Map.class, (it) -> it.setNullHandling(EMPTY))
		.build();

	private StoreJson() {
	}

	static <T> T read(Path file, Class<T> type) throws IOException {
		byte[] content = Files.readAllBytes(file);
		try {
			T value = MAPPER.readValue(content, type);
			if (value == null) {
				throw new DamagedFileException(file, null);
			}
			return value;
		}
		catch (JacksonException ex) {
			throw new DamagedFileException(file, ex);
		}
	}

	static void write(Path file, Object value) throws IOException {
		DurableFiles.write(file, MAPPER.writeValueAsBytes(value));
	}

}
