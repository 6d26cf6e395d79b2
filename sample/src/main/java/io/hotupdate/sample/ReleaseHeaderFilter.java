package io.hotupdate.sample;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells the client which release answered. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ReleaseHeaderFilter extends OncePerRequestFilter {

	private final Release release;

	ReleaseHeaderFilter(Release release) {
		this.release = release;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("X-Release", this.release.version());
		chain.doFilter(request, response);
	}

}
