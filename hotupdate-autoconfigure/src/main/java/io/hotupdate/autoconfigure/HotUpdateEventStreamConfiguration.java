package io.hotupdate.autoconfigure;

import io.hotupdate.connection.EventStreamPostProcessor;
import io.hotupdate.connection.EventStreams;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Server-sent events of Spring MVC end when a drain begins.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RequestMappingHandlerAdapter.class)
class HotUpdateEventStreamConfiguration {

	@Bean
	EventStreams hotUpdateEventStreams() {
		return new EventStreams();
	}

	@Bean
	static EventStreamPostProcessor hotUpdateEventStreamPostProcessor(ObjectProvider<EventStreams> streams) {
		return new EventStreamPostProcessor(streams);
	}

}
