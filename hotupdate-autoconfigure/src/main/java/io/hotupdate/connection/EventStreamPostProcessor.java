package io.hotupdate.connection;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;

/**
 * Lets {@link EventStreams} see what Spring MVC's controllers return.
 */
public final class EventStreamPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<EventStreams> streams;

	/**
	 * Creates the post-processor.
	 * @param streams the streams
	 */
	public EventStreamPostProcessor(ObjectProvider<EventStreams> streams) {
		this.streams = streams;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RequestMappingHandlerAdapter adapter) {
			List<HandlerMethodReturnValueHandler> handlers = adapter.getReturnValueHandlers();
			if (handlers != null) {
				adapter.setReturnValueHandlers(handlers.stream().map(this::watch).toList());
			}
		}
		return bean;
	}

	private HandlerMethodReturnValueHandler watch(HandlerMethodReturnValueHandler handler) {
		return (handler instanceof ResponseBodyEmitterReturnValueHandler)
				? new EventStreamHandler(handler, this.streams.getObject()) : handler;
	}

}
