package io.hotupdate.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.CannotLoadBeanClassException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.context.config.InvalidConfigDataPropertyException;
import org.springframework.boot.context.properties.IncompatibleConfigurationException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyNameException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;

/**
 * Whether an application that did not start would fail in the same way again: what it is
 * made of or how it is configured is wrong, and only a person changes that. What may have
 * to do with the world around it (a database, a port, memory) is worth another try.
 */
final class StartFailure {

	private static final Set<Class<? extends Throwable>> PERMANENT = Set.of(LinkageError.class, BindException.class,
			UnboundConfigurationPropertiesException.class, InvalidConfigurationPropertyNameException.class,
			InvalidConfigurationPropertyValueException.class, MutuallyExclusiveConfigurationPropertiesException.class,
			IncompatibleConfigurationException.class, ConfigDataNotFoundException.class,
			InvalidConfigDataPropertyException.class, NoSuchBeanDefinitionException.class,
			BeanCurrentlyInCreationException.class, BeanDefinitionOverrideException.class,
			CannotLoadBeanClassException.class);

	private StartFailure() {
	}

	static boolean isPermanent(@Nullable Throwable failure) {
		List<Throwable> causes = Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(100).toList();
		// code of the application's own ran, and may have met the world
		return causes.stream().noneMatch(ExceptionInInitializerError.class::isInstance)
				&& causes.stream().anyMatch((cause) -> PERMANENT.stream().anyMatch((type) -> type.isInstance(cause)));
	}

}
