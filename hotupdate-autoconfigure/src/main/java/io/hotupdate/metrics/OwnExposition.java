package io.hotupdate.metrics;

import java.util.Set;

/**
 * What this generation measures.
 */
@FunctionalInterface
public interface OwnExposition {

	/**
	 * Write it.
	 * @param format in which words
	 * @param names the families that are wanted, empty for all
	 * @return the exposition in UTF-8
	 */
	byte[] scrape(ExpositionFormat format, Set<String> names);

}
