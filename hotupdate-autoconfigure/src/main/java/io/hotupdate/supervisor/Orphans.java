package io.hotupdate.supervisor;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.hotupdate.process.Zombies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaps the orphans that a process 1 inherits. One that Java has started is reaped by
 * Java at once, so what is seen twice is an orphan.
 */
final class Orphans implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Orphans.class);

	private Set<Long> seen = Set.of();

	@Override
	public void run() {
		try {
			List<Long> zombies = Zombies.ofThisProcess();
			for (Long pid : zombies) {
				if (this.seen.contains(pid)) {
					Zombies.reap(pid);
				}
			}
			this.seen = new HashSet<>(zombies);
		}
		catch (IOException ex) {
			logger.debug("Orphans cannot be looked for", ex);
		}
	}

}
