package io.hotupdate.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The order desk. */
@SpringBootApplication
public class OrderDeskApplication {

	public static void main(String[] args) {
		SpringApplication.run(OrderDeskApplication.class, args);
	}

}
