package io.hotupdate.sample;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The orders in the database that the generations share. */
@Repository
class OrderStore {

	private final JdbcClient jdbc;

	private final Release release;

	OrderStore(JdbcClient jdbc, Release release) {
		this.jdbc = jdbc;
		this.release = release;
	}

	/** Stores the order once more, whether or not its id is known already. */
	void store(String id) {
		this.jdbc.sql("insert into orders (id, release) values (?, ?)")
			.param(id)
			.param(this.release.version())
			.update();
	}

	Count count() {
		return this.jdbc.sql("select count(*), count(distinct id) from orders")
			.query((row, number) -> new Count(row.getLong(1), row.getLong(2)))
			.single();
	}

	record Count(long total, long distinct) {
	}

}
