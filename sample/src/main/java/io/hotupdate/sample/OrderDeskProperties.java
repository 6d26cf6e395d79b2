package io.hotupdate.sample;

import java.nio.file.Path;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the order desk keeps its data. Relative paths start at the working directory.
 *
 * @param database the SQLite file that holds the orders
 * @param files the folder that takes the uploads; created when it is missing
 */
@ConfigurationProperties("orderdesk")
record OrderDeskProperties(Path database, Path files) {
}
