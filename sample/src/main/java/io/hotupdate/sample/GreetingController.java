package io.hotupdate.sample;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Greets customers. */
@RestController
class GreetingController {

	private final Greeting greeting;

	GreetingController(Greeting greeting) {
		this.greeting = greeting;
	}

	@GetMapping(path = "/greeting", produces = MediaType.TEXT_PLAIN_VALUE)
	String greeting() {
		return this.greeting.getText();
	}

}
