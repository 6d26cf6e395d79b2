package io.hotupdate.connection;

import org.apache.catalina.util.ServerInfo;

import org.springframework.util.ClassUtils;

/**
 * Whether the Tomcat on the class path is one that gate and drain were tested with. Any
 * other is left as it is, and updates restart in place.
 *
 * @param supported whether gate and drain may be used
 * @param version the version of Tomcat, such as {@code 11.0.27.0}
 * @param reason why it is not supported and what to do; empty if it is
 */
public record TomcatSupport(boolean supported, String version, String reason) {

	private static final String TESTED = "11.0.27 or a later 11.0.x";

	private static final int MINIMUM_PATCH = 27;

	private static final String WEBSOCKET = "org.apache.tomcat.websocket.server.WsHttpUpgradeHandler";

	/**
	 * Looks at the Tomcat on the class path.
	 * @return the result
	 */
	public static TomcatSupport check() {
		TomcatSupport support = ofVersion(ServerInfo.getServerNumber());
		if (!support.supported()) {
			return support;
		}
		try {
			TomcatInternals.verify();
			StreamReset.verify();
			Http2Streams.verify();
			if (ClassUtils.isPresent(WEBSOCKET, TomcatSupport.class.getClassLoader())) {
				WebSocketClose.verify();
			}
			return support;
		}
		catch (LinkageError ex) {
			return unsupported(support.version(),
					"It lacks what drain and limits rely on (%s)".formatted(ex.getCause()));
		}
	}

	static TomcatSupport ofVersion(String version) {
		String[] parts = version.split("[.-]", 4);
		if (parts.length < 3 || !parts[0].equals("11") || !parts[1].equals("0") || !isTested(parts[2])) {
			return unsupported(version, "HotUpdate was tested with " + TESTED);
		}
		return new TomcatSupport(true, version, "");
	}

	private static boolean isTested(String patch) {
		return patch.matches("\\d{1,6}") && Integer.parseInt(patch) >= MINIMUM_PATCH;
	}

	private static TomcatSupport unsupported(String version, String why) {
		return new TomcatSupport(false, version, "Tomcat %s cannot share its listener: %s. Perhaps you should use %s"
			.formatted(version, why, TESTED + ", as Spring Boot 4.1.2 manages it"));
	}

}
