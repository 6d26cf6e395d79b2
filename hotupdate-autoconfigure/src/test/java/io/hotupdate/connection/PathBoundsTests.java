package io.hotupdate.connection;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PathBounds}.
 */
class PathBoundsTests {

	private static final Bounds OTHERS = new Bounds(Duration.ZERO, Duration.ZERO, 1, 1);

	private static final Bounds UPLOAD = new Bounds(Duration.ZERO, Duration.ZERO, 2, 2);

	private final PathBounds paths = new PathBounds(List.of(new LimitSettings.Path("/upload/**", UPLOAD)), OTHERS);

	@ParameterizedTest
	@CsvSource({ "/upload,true", "/upload/a/b,true", "/%75pload/a,true", "/upload;v=1/a,true", "/a/../upload/b,true",
			"//upload/a,true", "/,false", "/api,false", "/uploads,false", "/upload/../api,false",
			"/upload/%2e%2e/api,false", "/upload/%zz,false", "*,false", "/%2575pload/a,false",
			"/upload/.well-known,true", "/upload/a.b,true", "/./upload,true", "\\upload\\a,false" })
	void pathIsSeenAsTomcatSeesIt(String uri, boolean upload) {
		assertThat(this.paths.of(uri)).isEqualTo(upload ? UPLOAD : OTHERS);
	}

	@ParameterizedTest
	@CsvSource({ "/orders/{id}/lines,/orders/1/lines,true", "/orders/{id}/lines,/orders/1,false",
			"/orders/*,/orders/1,true", "/orders/?,/orders/12,false", "/orders,/orders,true", "/orders,/orders/1,false",
			"/**,/anything,true", "/{*rest},/anything/else,true", "/*.jar,/a.jar,true" })
	void patternsAreThoseOfSpringMvc(String pattern, String uri, boolean matches) {
		PathBounds paths = new PathBounds(List.of(new LimitSettings.Path(pattern, UPLOAD)), OTHERS);
		assertThat(paths.of(uri)).isEqualTo(matches ? UPLOAD : OTHERS);
	}

}
