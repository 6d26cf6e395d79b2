package io.hotupdate.reload;

import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.NestedExceptionUtils;

/**
 * Why a configuration cannot be used, in words that hold none of its values: messages of
 * parsers and converters quote what they could not read.
 */
final class Cause {

	private static final Pattern PLACE = Pattern.compile("\\s*in .*, line \\d+, column \\d+.*");

	private static final Pattern VALUE = Pattern.compile("(?i) (in|for|from|of)? ?value \\[?\".*");

	private Cause() {
	}

	static String of(Throwable failure) {
		for (Throwable ex = failure; ex != null; ex = ex.getCause()) {
			if (ex instanceof BindException bind) {
				return "a value of '" + bind.getName() + "' does not fit" + origin(bind);
			}
		}
		Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
		return root.getClass().getSimpleName() + message(root.getMessage());
	}

	private static String origin(BindException bind) {
		return (bind.getProperty() != null && bind.getProperty().getOrigin() != null)
				? " (" + bind.getProperty().getOrigin() + ")" : "";
	}

	private static String message(@Nullable String message) {
		if (message == null || message.isBlank()) {
			return "";
		}
		List<String> lines = message.lines().toList();
		StringJoiner kept = new StringJoiner(",", ": ", "");
		kept.add(VALUE.matcher(lines.get(0).strip()).replaceFirst(""));
		lines.stream()
			.skip(1)
			.filter((line) -> PLACE.matcher(line).matches())
			.findFirst()
			.ifPresent((line) -> kept.add(" " + line.strip()));
		return kept.toString();
	}

}
