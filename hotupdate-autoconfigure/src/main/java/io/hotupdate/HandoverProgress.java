package io.hotupdate;

import java.util.List;

/**
 * Is told how a handover goes on.
 */
public interface HandoverProgress {

	/**
	 * A phase has begun.
	 * @param phase the phase
	 */
	void phase(UpdatePhase phase);

	/**
	 * The phase goes on.
	 * @param percent of the phase, 0 to 100
	 */
	void progress(int percent);

	/**
	 * How the successor's command line differs from this generation's.
	 * @param differences one line each, values masked
	 */
	void commandDifferences(List<String> differences);

}
