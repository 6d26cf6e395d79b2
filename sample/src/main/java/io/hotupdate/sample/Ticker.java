package io.hotupdate.sample;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.hotupdate.EveryGeneration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.SessionLimitExceededException;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** Ticks once a second over WebSocket, and says back what it is told. */
@Component
class Ticker extends TextWebSocketHandler {

	private static final Logger logger = LoggerFactory.getLogger(Ticker.class);

	private static final int SEND_MS = 5_000;

	private static final int BUFFER = 64 * 1024;

	private final Map<String, WebSocketSession> sessions = new ConcurrentHashMap<>();

	private final String version;

	Ticker(Release release) {
		this.version = release.version();
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		this.sessions.put(session.getId(), new ConcurrentWebSocketSessionDecorator(session, SEND_MS, BUFFER));
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) {
		send(session.getId(), "echo " + this.version + " " + message.getPayload());
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		this.sessions.remove(session.getId());
	}

	@EveryGeneration // it has listeners of its own
	@Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
	void tick() {
		this.sessions.keySet().forEach((id) -> send(id, "tick " + this.version));
	}

	private void send(String id, String text) {
		WebSocketSession session = this.sessions.get(id);
		if (session == null) {
			return;
		}
		try {
			session.sendMessage(new TextMessage(text));
		}
		catch (IOException | IllegalStateException | SessionLimitExceededException ex) {
			logger.trace("A session has gone", ex);
			this.sessions.remove(id);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class Mapping implements WebSocketConfigurer {

		private final Ticker ticker;

		Mapping(Ticker ticker) {
			this.ticker = ticker;
		}

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(this.ticker, "/ticker");
		}

	}

}
