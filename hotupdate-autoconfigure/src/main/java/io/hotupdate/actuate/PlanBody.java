package io.hotupdate.actuate;

import java.util.List;

import io.hotupdate.Handover;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The answer to {@code POST /plan}.
 *
 * @param possible whether nothing is in the way of an update
 * @param findings what was found
 */
record PlanBody(boolean possible, List<Handover.Finding> findings) implements OperationResponseBody {

	static PlanBody of(List<Handover.Finding> findings) {
		return new PlanBody(findings.stream().noneMatch(Handover.Finding::blocking), findings);
	}

}
