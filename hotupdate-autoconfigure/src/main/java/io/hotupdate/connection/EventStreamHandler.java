package io.hotupdate.connection;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Sees the streams of server-sent events that controllers return, and leaves what is to
 * be done with them to Spring MVC. A stream is ended through its own emitter, whose lock
 * keeps the writer out: completing the request from outside would let the application
 * write into a response that Tomcat has given to another request.
 */
final class EventStreamHandler implements HandlerMethodReturnValueHandler {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Flux",
			EventStreamHandler.class.getClassLoader());

	private final HandlerMethodReturnValueHandler delegate;

	private final EventStreams streams;

	EventStreamHandler(HandlerMethodReturnValueHandler delegate, EventStreams streams) {
		this.delegate = delegate;
		this.streams = streams;
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return this.delegate.supportsReturnType(returnType);
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType,
			ModelAndViewContainer container, NativeWebRequest request) throws Exception {
		Object handled = returnValue;
		if (returnValue instanceof ResponseEntity<?> entity) {
			Object body = entity.getBody();
			Object seen = see(body, returnType.nested(), entity.getHeaders().getContentType(), request);
			if (seen != body) {
				handled = ResponseEntity.status(entity.getStatusCode()).headers(entity.getHeaders()).body(seen);
			}
		}
		else {
			handled = see(returnValue, returnType, null, request);
		}
		this.delegate.handleReturnValue(handled, returnType, container, request);
	}

	private @Nullable Object see(@Nullable Object body, MethodParameter type, @Nullable MediaType contentType,
			NativeWebRequest request) throws Exception {
		if (body instanceof ResponseBodyEmitter emitter) {
			if (emitter instanceof SseEmitter || MediaType.TEXT_EVENT_STREAM.equalsTypeAndSubtype(contentType)) {
				open(emitter);
			}
			return body;
		}
		return (body != null && REACTOR) ? ReactiveEventStreams.see(body, type, contentType, request, this.streams)
				: body;
	}

	private void open(ResponseBodyEmitter emitter) {
		Runnable end = emitter::complete;
		emitter.onCompletion(() -> this.streams.closed(end));
		this.streams.opened(end);
	}

}
