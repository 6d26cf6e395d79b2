package io.hotupdate.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Takes orders. The client makes the id; sending an order twice stores it twice. */
@RestController
@RequestMapping("/orders")
class OrderController {

	private final OrderStore store;

	OrderController(OrderStore store) {
		this.store = store;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.CREATED)
	Order order(@RequestBody Order order) {
		return store(order.id());
	}

	@PostMapping(consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
	@ResponseStatus(HttpStatus.CREATED)
	Order order(@RequestParam(required = false) @Nullable String id) {
		return store(id);
	}

	@GetMapping("/count")
	OrderStore.Count count() {
		return this.store.count();
	}

	private Order store(@Nullable String id) {
		if (id == null || id.isBlank()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"The order has no id, perhaps you should send one that you made up");
		}
		this.store.store(id);
		return new Order(id);
	}

	record Order(@Nullable String id) {
	}

}
