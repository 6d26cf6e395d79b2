package io.hotupdate.supervisor;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Port: whether a restart makes sense now. Asked again and again while it does not.
 */
@FunctionalInterface
interface Gatekeeper {

	/**
	 * What stands in the way.
	 * @return a clause that names it, {@code null} if nothing does
	 */
	@Nullable String hindrance();

	/**
	 * Several, of which each is asked only if those before it agree.
	 * @param keepers the several
	 * @return all of them as one
	 */
	static Gatekeeper all(List<Gatekeeper> keepers) {
		return () -> keepers.stream().map(Gatekeeper::hindrance).filter(Objects::nonNull).findFirst().orElse(null);
	}

}
