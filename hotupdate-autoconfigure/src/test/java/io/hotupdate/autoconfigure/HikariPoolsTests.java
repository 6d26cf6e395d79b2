package io.hotupdate.autoconfigure;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.hotupdate.Handover.Finding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Real pools of real connections.
 */
class HikariPoolsTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	private HikariDataSource source;

	@BeforeEach
	void setUp() throws SQLException {
		this.source = new HikariDataSource();
		this.source.setJdbcUrl("jdbc:h2:mem:pools");
		this.source.setPoolName("orders");
		this.source.setMaximumPoolSize(8);
		this.source.setMinimumIdle(8);
		this.source.getConnection().close();
		this.beans.addBean("dataSource", this.source);
		await().atMost(LIMIT).until(() -> connections() == 8);
	}

	@AfterEach
	void tearDown() {
		this.source.close();
	}

	@Test
	void planNamesThePoolAndItsSize() {
		assertThat(new HikariPools(this.beans, 1).get()).singleElement().satisfies((Finding finding) -> {
			assertThat(finding.blocking()).isFalse();
			assertThat(finding.message()).isEqualTo("While both generations live orders may hold 2 x 8 connections");
		});
	}

	@Test
	void shrinksAndServesAgainAtOnce() throws SQLException {
		HikariPools pools = new HikariPools(this.beans, 1);
		pools.shrink();
		await().atMost(LIMIT).until(() -> connections() == 0);
		try (Connection connection = this.source.getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
			assertThat(connections()).isEqualTo(1);
		}
		pools.shrink();
		long begun = System.nanoTime();
		pools.restore();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(50));
		assertThat(this.source.getMaximumPoolSize()).isEqualTo(8);
		assertThat(this.source.getMinimumIdle()).isEqualTo(8);
		List<Connection> all = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			all.add(this.source.getConnection());
		}
		assertThat(connections()).isEqualTo(8);
		for (Connection connection : all) {
			connection.close();
		}
	}

	@Test
	void connectionInUseIsLeftToItsUser() throws SQLException {
		try (Connection connection = this.source.getConnection()) {
			new HikariPools(this.beans, 1).shrink();
			await().atMost(LIMIT).until(() -> connections() == 1);
			assertThat(connection.isValid(1)).isTrue();
		}
		await().atMost(LIMIT).until(() -> connections() == 0);
	}

	@Test
	void zeroLeavesThemAlone() {
		HikariPools pools = new HikariPools(this.beans, 0);
		pools.shrink();
		assertThat(this.source.getMaximumPoolSize()).isEqualTo(8);
		pools.restore();
		assertThat(connections()).isEqualTo(8);
	}

	@Test
	void restoreWithoutShrinkChangesNothing() {
		new HikariPools(this.beans, 1).restore();
		assertThat(this.source.getMaximumPoolSize()).isEqualTo(8);
	}

	private int connections() {
		return this.source.getHikariPoolMXBean().getTotalConnections();
	}

}
