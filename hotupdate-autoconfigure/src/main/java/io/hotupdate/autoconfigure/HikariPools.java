package io.hotupdate.autoconfigure;

import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.hotupdate.Handover.Finding;
import io.hotupdate.handover.IdleResources;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The HikariCP pools of the application: both generations have them while both live, and
 * the one that stands by needs hardly any connection.
 */
final class HikariPools implements IdleResources, OverlapChecks {

	private static final Logger logger = LoggerFactory.getLogger(HikariPools.class);

	private final ListableBeanFactory beans;

	private final int size;

	private final Map<HikariDataSource, Bounds> shrunk = new LinkedHashMap<>();

	/**
	 * Create the pools.
	 * @param beans where the data sources are
	 * @param size connections that a pool may keep while its generation stands by, 0 for
	 * all
	 */
	HikariPools(ListableBeanFactory beans, int size) {
		this.beans = beans;
		this.size = size;
	}

	@Override
	public List<Finding> get() {
		return pools().map((pool) -> Finding.warning(
				"DATABASE_CONNECTIONS", "While both generations live " + name(pool) + " may hold 2 x "
						+ pool.getMaximumPoolSize() + " connections",
				"Perhaps you should see that the database takes as many"))
			.toList();
	}

	@Override
	public synchronized void shrink() {
		if (this.size > 0) {
			pools().filter((pool) -> pool.isRunning() && pool.getMaximumPoolSize() > this.size).forEach(this::shrink);
		}
	}

	private void shrink(HikariDataSource pool) {
		HikariConfigMXBean config = pool.getHikariConfigMXBean();
		this.shrunk.put(pool, new Bounds(config.getMinimumIdle(), config.getMaximumPoolSize()));
		config.setMinimumIdle(0);
		config.setMaximumPoolSize(this.size);
		HikariPoolMXBean connections = pool.getHikariPoolMXBean();
		if (connections != null) {
			connections.softEvictConnections();
		}
		logger.info("{} keeps at most {} connections while this generation stands by", name(pool), this.size);
	}

	/** Numbers only: the pool makes its connections when they are asked for. */
	@Override
	public synchronized void restore() {
		this.shrunk.forEach((pool, bounds) -> {
			HikariConfigMXBean config = pool.getHikariConfigMXBean();
			config.setMaximumPoolSize(bounds.maximum());
			config.setMinimumIdle(bounds.minimumIdle());
		});
		this.shrunk.clear();
	}

	private Stream<HikariDataSource> pools() {
		Set<HikariDataSource> pools = Collections.newSetFromMap(new IdentityHashMap<>());
		return this.beans.getBeansOfType(DataSource.class, false, false)
			.values()
			.stream()
			.flatMap(HikariPools::unwrap)
			.filter(pools::add);
	}

	private static Stream<HikariDataSource> unwrap(DataSource source) {
		if (source instanceof HikariDataSource pool) {
			return Stream.of(pool);
		}
		try {
			return source.isWrapperFor(HikariDataSource.class) ? Stream.of(source.unwrap(HikariDataSource.class))
					: Stream.empty();
		}
		catch (SQLException | RuntimeException ex) {
			// one that looks for its target at each call may have none here
			logger.debug("{} does not say what it wraps", source.getClass().getName(), ex);
			return Stream.empty();
		}
	}

	private static String name(HikariDataSource pool) {
		String name = pool.getPoolName();
		return (name != null) ? name : "the HikariCP pool of " + pool.getClass().getSimpleName();
	}

	private record Bounds(int minimumIdle, int maximum) {

	}

}
