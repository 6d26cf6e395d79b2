package io.hotupdate.sample;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The orders in the database of an instance.
 *
 * @param times how often each id is stored
 */
record StoredOrders(Map<String, Integer> times) {

	static StoredOrders in(Path database) throws SQLException {
		Map<String, Integer> times = new TreeMap<>();
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database + "?busy_timeout=10000");
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("select id, count(*) from orders group by id")) {
			while (rows.next()) {
				times.put(rows.getString(1), rows.getInt(2));
			}
		}
		return new StoredOrders(times);
	}

	/** How many orders are stored, each as often as it is there. */
	int total() {
		return this.times.values().stream().mapToInt(Integer::intValue).sum();
	}

	/** The acknowledged orders that are not there. */
	List<String> missing(Collection<String> acknowledged) {
		return acknowledged.stream().filter((id) -> !this.times.containsKey(id)).toList();
	}

	/** The orders that are there more than once. */
	List<String> duplicates() {
		return this.times.entrySet().stream().filter((order) -> order.getValue() > 1).map(Map.Entry::getKey).toList();
	}

}
