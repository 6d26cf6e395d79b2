package io.hotupdate.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** How customers are greeted. It can be changed without a restart, by a reload. */
@ConfigurationProperties("orderdesk.greeting")
class Greeting {

	private volatile String text = "Good day";

	public String getText() {
		return this.text;
	}

	public void setText(String text) {
		this.text = text;
	}

}
