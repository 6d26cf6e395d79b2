package io.hotupdate.reload;

import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The keys that a class is bound to: below its prefix, and beginning with one of its
 * properties, since the prefix of one class may begin that of another.
 *
 * @param prefix the prefix
 * @param properties the names of the properties in lower case without dashes; empty if
 * they are not known
 */
record BoundKeys(ConfigurationPropertyName prefix, Set<String> properties) {

	static BoundKeys of(String prefix, Class<?> type) {
		return new BoundKeys(ConfigurationPropertyName.adapt(prefix, '.'),
				names(type).map((name) -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
	}

	private static Stream<String> names(Class<?> type) {
		RecordComponent[] components = type.getRecordComponents();
		if (components != null) {
			return Arrays.stream(components).map(RecordComponent::getName);
		}
		Stream<String> setters = Arrays.stream(BeanUtils.getPropertyDescriptors(type))
			.map((property) -> property.getName())
			.filter((name) -> !name.equals("class"));
		Stream<String> parameters = Arrays.stream(type.getDeclaredConstructors())
			.map(Constructor::getParameters)
			.flatMap(Arrays::stream)
			.filter(Parameter::isNamePresent)
			.map(Parameter::getName);
		return Stream.concat(setters, parameters);
	}

	boolean contain(String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
		if (name.equals(this.prefix)) {
			return true;
		}
		if (!this.prefix.isEmpty() && !this.prefix.isAncestorOf(name)) {
			return false;
		}
		int next = this.prefix.getNumberOfElements();
		return this.properties.isEmpty() || name.getNumberOfElements() <= next
				|| this.properties.contains(name.getElement(next, Form.UNIFORM));
	}

}
