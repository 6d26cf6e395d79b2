package io.hotupdate.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Looks after connection pools, of which two generations have two.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HikariDataSource.class)
class HotUpdatePoolConfiguration {

	@Bean
	HikariPools hotUpdateHikariPools(ListableBeanFactory beans, HotUpdateProperties properties) {
		return new HikariPools(beans, properties.probation().poolSize());
	}

}
