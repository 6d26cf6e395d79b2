package io.hotupdate.autoconfigure;

import java.util.List;

/**
 * Where the tools that change the schema of a database report to.
 */
interface MigrationReport {

	/** Whether pending migrations keep this process from starting. */
	boolean isForbidden();

	/**
	 * A migration was applied.
	 * @param migration the tool and the migration
	 */
	void applied(String migration);

	/**
	 * Have this process not start if there are any. It throws then.
	 * @param pending the migrations that it would apply
	 */
	void refuse(List<String> pending);

}
