package io.hotupdate.autoconfigure;

import io.hotupdate.handover.TakeoverRefusedException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says why this process ends instead of taking over.
 */
class TakeoverRefusedFailureAnalyzer extends AbstractFailureAnalyzer<TakeoverRefusedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TakeoverRefusedException cause) {
		String[] parts = String.valueOf(cause.getMessage()).split("; perhaps you should ", 2);
		return new FailureAnalysis(parts[0], (parts.length > 1) ? "Perhaps you should " + parts[1] : null, cause);
	}

}
