package io.hotupdate.autoconfigure;

import java.util.Optional;

import io.hotupdate.process.SignalName;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The signals that this process takes.
 *
 * @param reload Signal that has the configuration read again, such as HUP, or none.
 * @param update Signal that starts an update to the newest release in
 * hotupdate.releases.incoming, such as USR1, or none.
 */
@ConfigurationProperties("hotupdate.signals")
public record SignalsProperties(@DefaultValue("HUP") String reload, @DefaultValue("USR1") String update) {

	/**
	 * Checks the names.
	 */
	public SignalsProperties {
		Optional<SignalName> first = SignalName.of("hotupdate.signals.reload", reload);
		if (first.isPresent() && first.equals(SignalName.of("hotupdate.signals.update", update))) {
			throw new IllegalArgumentException("hotupdate.signals.reload and hotupdate.signals.update are both '"
					+ first.get() + "'; perhaps you should set one of them to none");
		}
		SignalName.of("hotupdate.signals.update", update);
	}

	Optional<SignalName> reloadSignal() {
		return SignalName.of("hotupdate.signals.reload", this.reload);
	}

	Optional<SignalName> updateSignal() {
		return SignalName.of("hotupdate.signals.update", this.update);
	}

}
