package io.hotupdate.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.hotupdate.Handover.Finding;
import io.hotupdate.process.SignalActions;
import io.hotupdate.process.SignalActions.Result;
import io.hotupdate.process.SignalName;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Takes the signals while the application runs.
 */
final class SignalLifecycle implements SmartLifecycle, SignalChecks {

	private static final String SETSID = "or start it by setsid instead of nohup";

	private final SignalsProperties signals;

	private final Runnable reload;

	private final Runnable update;

	private final Consumer<List<String>> taken;

	private final List<Finding> findings = new CopyOnWriteArrayList<>();

	private volatile @Nullable SignalActions actions;

	/**
	 * Create it.
	 * @param signals the signals
	 * @param reload what the one for a reload does
	 * @param update what the one for an update does
	 * @param taken is told the names of the signals that are taken, none at the end
	 */
	SignalLifecycle(SignalsProperties signals, Runnable reload, Runnable update, Consumer<List<String>> taken) {
		this.signals = signals;
		this.reload = reload;
		this.update = update;
		this.taken = taken;
	}

	@Override
	public List<Finding> get() {
		return this.findings;
	}

	@Override
	public void start() {
		SignalActions actions = new SignalActions();
		List<Finding> found = new ArrayList<>();
		this.signals.reloadSignal()
			.ifPresent((name) -> add(found, name, actions.take(name, this.reload), "reloads no configuration",
					"hotupdate.signals.reload", "POST /actuator/hotupdate/reload"));
		this.signals.updateSignal()
			.ifPresent((name) -> add(found, name, actions.take(name, this.update), "starts no update",
					"hotupdate.signals.update", "POST the version"));
		if (SignalActions.isIgnored("INT")) {
			found.add(Finding.warning("SIGNAL_IGNORED",
					"This process was started to ignore INT, as shells do for background jobs: Ctrl-C does not stop it",
					"Perhaps you should stop it by TERM"));
		}
		this.findings.clear();
		this.findings.addAll(found);
		this.actions = actions;
		this.taken.accept(actions.names());
	}

	private static void add(List<Finding> found, SignalName name, Result result, String lacks, String property,
			String instead) {
		switch (result) {
			case IGNORED -> found.add(Finding.warning("SIGNAL_IGNORED",
					"This process was started to ignore " + name + ", as by nohup: that signal " + lacks,
					"Perhaps you should " + instead + ", " + SETSID));
			case REFUSED -> found.add(Finding.warning("SIGNAL_REFUSED",
					"The JVM does not give " + name + " away, as with -Xrs: that signal " + lacks,
					"Perhaps you should " + instead + ", or set " + property + " to another signal or to none"));
			case TAKEN, UNKNOWN -> {
				// nothing to tell: platforms without signals need none of them
			}
		}
	}

	@Override
	public void stop() {
		SignalActions actions = this.actions;
		if (actions != null) {
			this.taken.accept(List.of());
			actions.close();
			this.actions = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.actions != null;
	}

}
