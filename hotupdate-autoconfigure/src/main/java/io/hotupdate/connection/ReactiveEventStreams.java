package io.hotupdate.connection;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Reactive return values that Spring MVC writes as server-sent events. It makes their
 * emitter itself, so they are ended at their source.
 */
final class ReactiveEventStreams {

	private static final HeaderContentNegotiationStrategy ACCEPT = new HeaderContentNegotiationStrategy();

	private ReactiveEventStreams() {
	}

	static Object see(Object body, MethodParameter type, @Nullable MediaType contentType, NativeWebRequest request,
			EventStreams streams) throws HttpMediaTypeNotAcceptableException {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(body.getClass());
		if (adapter == null || !adapter.isMultiValue() || !isEventStream(type, contentType, request)) {
			return body;
		}
		Sinks.Empty<Void> drained = Sinks.empty();
		Runnable end = drained::tryEmitEmpty;
		return adapter.fromPublisher(Flux.from(adapter.toPublisher(body))
			.takeUntilOther(drained.asMono())
			.doOnSubscribe((subscription) -> streams.opened(end))
			.doFinally((signal) -> streams.closed(end)));
	}

	/**
	 * How Spring MVC decides it.
	 */
	private static boolean isEventStream(MethodParameter type, @Nullable MediaType contentType,
			NativeWebRequest request) throws HttpMediaTypeNotAcceptableException {
		Class<?> element = ResolvableType.forMethodParameter(type).getGeneric().toClass();
		if (ServerSentEvent.class.isAssignableFrom(element)) {
			return true;
		}
		Collection<MediaType> types = (contentType != null) ? List.of(contentType) : mediaTypes(request);
		return types.stream().anyMatch(MediaType.TEXT_EVENT_STREAM::includes);
	}

	@SuppressWarnings("unchecked")
	private static Collection<MediaType> mediaTypes(NativeWebRequest request)
			throws HttpMediaTypeNotAcceptableException {
		Object producible = request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE,
				RequestAttributes.SCOPE_REQUEST);
		return (producible instanceof Collection<?> types && !types.isEmpty()) ? (Collection<MediaType>) types
				: ACCEPT.resolveMediaTypes(request);
	}

}
