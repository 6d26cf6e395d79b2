package io.hotupdate.autoconfigure;

import java.net.ConnectException;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.PortInUseException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which failures to start are worth another try.
 */
class StartFailureTests {

	@ParameterizedTest
	@MethodSource
	void permanent(Throwable failure) {
		assertThat(StartFailure.isPermanent(failure)).isTrue();
		assertThat(StartFailure.isPermanent(new BeanCreationException("b", "in a bean", failure))).isTrue();
	}

	static Stream<Throwable> permanent() {
		return Stream.of(new NoSuchBeanDefinitionException("missing"), new NoClassDefFoundError("missing"),
				new UnsupportedClassVersionError("too new"),
				new InvalidConfigurationPropertyValueException("a.b", "c", "no"));
	}

	@ParameterizedTest
	@MethodSource
	void worthATry(Throwable failure) {
		assertThat(StartFailure.isPermanent(failure)).isFalse();
	}

	static Stream<Throwable> worthATry() {
		return Stream.of(new BeanCreationException("pool", "no connection", new ConnectException("refused")),
				new PortInUseException(8080), new OutOfMemoryError("Java heap space"), new IllegalStateException("?"),
				new NoClassDefFoundError("Could not initialize class A")
					.initCause(new ExceptionInInitializerError(new ConnectException("refused"))));
	}

}
