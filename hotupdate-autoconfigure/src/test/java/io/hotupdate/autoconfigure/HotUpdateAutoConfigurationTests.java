package io.hotupdate.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grpc.Server;
import io.hotupdate.Handover;
import io.hotupdate.Handover.Finding;
import io.hotupdate.HandoverInfo.Mode;
import io.hotupdate.HotUpdateController;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import io.hotupdate.Version;
import io.hotupdate.actuate.HotUpdateEndpoint;
import io.hotupdate.actuate.HotUpdateEndpointWebExtension;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.connection.Drain;
import io.hotupdate.connection.DrainParticipant;
import io.hotupdate.connection.EventStreams;
import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.handover.Generation;
import io.hotupdate.process.ListenerHandle;
import io.hotupdate.handover.RestartInPlace;
import io.hotupdate.handover.SharedListenerHandover;
import io.hotupdate.handover.Traffic;
import io.hotupdate.process.OriginalCommand;
import io.hotupdate.process.Surroundings;
import io.hotupdate.release.ApplicationIdentity;
import io.hotupdate.release.Store;
import org.apache.catalina.Context;
import org.apache.catalina.Manager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for the auto-configurations.
 */
class HotUpdateAutoConfigurationTests {

	private static final String[] TOMCAT = { "org.apache.catalina", "org.apache.coyote", "org.apache.tomcat",
			"org.springframework.boot.tomcat" };

	private static final String[] ACTUATOR = { "org.springframework.boot.actuate", "org.springframework.boot.health" };

	private static final HotUpdateStart NO_JAR = HotUpdateStart
		.unavailable(Finding.blocking("NOT_A_JAR", "Not started with java -jar", "Perhaps you should start the jar"));

	private static final AutoConfigurations ALL = AutoConfigurations.of(HotUpdateAutoConfiguration.class,
			HotUpdateTomcatAutoConfiguration.class, HotUpdateEndpointAutoConfiguration.class,
			HotUpdateBackgroundAutoConfiguration.class, HotUpdateRunnersAutoConfiguration.class,
			LifecycleAutoConfiguration.class);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner().withConfiguration(ALL);

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(ALL);

	@TempDir
	Path home;

	@Test
	void disabledIsAsIfItWereAbsent() {
		this.servlet.withBean(HotUpdateStart.class, () -> NO_JAR)
			.withPropertyValues("hotupdate.enabled=false", "management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(HotUpdateController.class)
				.doesNotHaveBean(HotUpdateEndpoint.class)
				.doesNotHaveBean(HotUpdateProperties.class)
				.doesNotHaveBean(TrafficChecks.class)
				.doesNotHaveBean(HotUpdateLifecycle.class));
	}

	@Test
	void processThatCannotBeUpdatedSaysWhyAndRefuses() {
		this.servlet.withBean(HotUpdateStart.class, () -> NO_JAR).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(Traffic.class).doesNotHaveBean(GatedConnectors.class);
			isRefused(context, "NOT_A_JAR");
		});
	}

	@Test
	void applicationWithoutAStartSaysWhyAndRefuses() {
		this.servlet.run((context) -> {
			assertThat(context).hasNotFailed();
			isRefused(context, "NOT_A_SERVLET_APPLICATION");
		});
	}

	@Test
	void databaseToolsAreLookedAtWhereTheyAreThere() {
		this.servlet.withBean(HotUpdateStart.class, () -> NO_JAR)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(FlywayMigrations.class)
				.hasSingleBean(LiquibaseMigrations.class));
		this.servlet.withBean(HotUpdateStart.class, () -> NO_JAR)
			.withClassLoader(new FilteredClassLoader("org.flywaydb", "liquibase", "com.zaxxer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("hotUpdateFlywayMigrations")
				.doesNotHaveBean("hotUpdateLiquibaseMigrations")
				.doesNotHaveBean("hotUpdateHikariPools"));
	}

	@Test
	void withoutTomcatTheApplicationStarts() {
		this.servlet.withClassLoader(new FilteredClassLoader(TOMCAT))
			.withBean(HotUpdateStart.class, () -> NO_JAR)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("hotUpdateTrafficChecks");
				isRefused(context, "NOT_A_JAR");
				assertThat(context.getBean(HotUpdateController.class).plan()).extracting(Finding::code)
					.contains("NO_TOMCAT");
			});
	}

	@Test
	void withWebFluxTheApplicationStarts() {
		this.reactive
			.withClassLoader(new FilteredClassLoader("org.apache", "org.springframework.boot.tomcat", "jakarta.servlet",
					"org.springframework.web.servlet", "org.springframework.boot.web.server.servlet"))
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(HotUpdateEndpoint.class);
				isRefused(context, "NOT_A_SERVLET_APPLICATION");
			});
	}

	@Test
	void withoutAWebTheApplicationStarts() {
		new ApplicationContextRunner().withConfiguration(ALL)
			.withClassLoader(new FilteredClassLoader("org.apache", "org.springframework.boot.tomcat", "jakarta.servlet",
					"org.springframework.web", "org.springframework.boot.web", "org.springframework.boot.actuate"))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(HotUpdateEndpoint.class);
				isRefused(context, "NOT_A_SERVLET_APPLICATION");
			});
	}

	@Test
	void withoutActuatorTheControllerIsThere() {
		this.servlet.withClassLoader(new FilteredClassLoader(ACTUATOR))
			.withBean(HotUpdateStart.class, () -> NO_JAR)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(HotUpdateEndpoint.class);
				isRefused(context, "NOT_A_JAR");
			});
	}

	@Test
	void endpointIsThereWhenItIsExposed() {
		this.servlet.withPropertyValues("management.endpoints.web.exposure.include=hotupdate")
			.run((context) -> assertThat(context).hasSingleBean(HotUpdateEndpoint.class)
				.hasSingleBean(HotUpdateEndpointWebExtension.class));
		this.servlet.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(HotUpdateEndpoint.class)
				.doesNotHaveBean(HotUpdateEndpointWebExtension.class));
		this.servlet
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.hotupdate.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HotUpdateEndpoint.class));
	}

	@Test
	void processThatCanBeUpdatedHasGates() {
		tomcat().run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(GatedConnectors.class).hasSingleBean(Traffic.class);
			assertThat(context.getBean(Handover.class)).isInstanceOf(SharedListenerHandover.class);
			UpdateSnapshot snapshot = context.getBean(HotUpdateController.class).snapshot();
			assertThat(snapshot.handover().mode()).isEqualTo(Mode.SHARED_LISTENER);
			assertThat(snapshot.currentVersion()).isEqualTo("1.0.0");
			assertThat(context.getBean(GatedConnectors.class).isOpen()).isTrue();
		});
	}

	@Test
	void participantsOfADrainAreFound() {
		CountDownLatch asked = new CountDownLatch(1);
		tomcat().withBean(DrainParticipant.class, () -> asked::countDown).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(EventStreams.class);
			Drain drain = context.getBean(GatedConnectors.class).drain();
			drain.begin();
			assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
			drain.cancel();
		});
	}

	@Test
	void withoutSpringMvcThereAreNoEventStreams() {
		tomcat().withClassLoader(new FilteredClassLoader("org.springframework.web.servlet", "reactor"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(GatedConnectors.class)
				.doesNotHaveBean("hotUpdateEventStreams"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "restart-in-place", "RESTART_IN_PLACE", "restartInPlace" })
	void restartInPlaceLeavesTomcatAsItIs(String mode) {
		tomcat().withPropertyValues("hotupdate.handover.mode=" + mode).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(GatedConnectors.class).doesNotHaveBean(Traffic.class);
			assertThat(context.getBean(Handover.class)).isInstanceOf(RestartInPlace.class);
			assertThat(context.getBean(HotUpdateController.class).snapshot().handover().mode())
				.isEqualTo(Mode.RESTART_IN_PLACE);
		});
	}

	@Test
	void sessionsInMemoryAreAFinding() {
		tomcat().run((context) -> {
			assertThat(codes(context)).doesNotContain("SESSIONS_END", "GRPC_STAYS", "EXCLUSIVE_FILE");
			TomcatWebServer server = (TomcatWebServer) Objects.requireNonNull(
					((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer());
			Manager manager = ((Context) server.getTomcat().getHost().findChildren()[0]).getManager();
			manager.createSession(null);
			manager.createSession(null);
			assertThat(finding(context, "SESSIONS_END").message()).startsWith("2 HTTP sessions held in memory");
			assertThat(finding(context, "SESSIONS_END").remedy()).contains("Spring Session");
		});
	}

	@Test
	void grpcServerIsAFinding() {
		tomcat().withBean(Server.class, () -> mock(Server.class)).run((context) -> {
			assertThat(finding(context, "GRPC_STAYS").blocking()).isFalse();
			assertThat(finding(context, "GRPC_STAYS").remedy()).startsWith("Perhaps you should");
		});
	}

	@Test
	void filesOfTheConfigurationAreFindings() {
		tomcat().withPropertyValues("logging.file.name=app.log")
			.run((context) -> assertThat(finding(context, "EXCLUSIVE_FILE").message()).contains("app.log"));
	}

	@Test
	void noFileIsSharedWhereNoTwoGenerationsOverlap() {
		tomcat().withPropertyValues("logging.file.name=app.log", "hotupdate.handover.mode=restart-in-place")
			.run((context) -> {
				assertThat(codes(context)).doesNotContain("EXCLUSIVE_FILE");
				assertThat(context.getBean(HotUpdateController.class).snapshot().handover().because())
					.isEqualTo("hotupdate.handover.mode is restart-in-place");
			});
	}

	@Test
	void firstProcessOfAContainerRefusesUnlessItIsAllowed() {
		Surroundings container = new Surroundings(false, true, false, true, false, false, false);
		tomcat().withBean(Surroundings.class, () -> container)
			.withPropertyValues("hotupdate.releases.location=file:/srv/{version}.jar")
			.run((context) -> {
				assertThat(finding(context, "KUBERNETES").blocking()).isTrue();
				assertThat(finding(context, "CONTAINER_MAIN_PROCESS").blocking()).isTrue();
				assertThatExceptionOfType(UpdateException.class)
					.isThrownBy(() -> context.getBean(HotUpdateController.class)
						.start(new UpdateRequest(new Version("1.1.0"), null, null, null)))
					.withMessageContaining("image");
			});
	}

	@Test
	void updatesInContainersMayBeAllowed() {
		Surroundings container = new Surroundings(false, true, false, true, false, false, false);
		tomcat().withBean(Surroundings.class, () -> container)
			.withPropertyValues("hotupdate.container.allow=true")
			.run((context) -> {
				assertThat(finding(context, "KUBERNETES").blocking()).isFalse();
				assertThat(finding(context, "CONTAINER_MAIN_PROCESS").blocking()).isFalse();
			});
	}

	@Test
	void handoverSaysWhatIsNotGuaranteedUnderSystemd() {
		Surroundings systemd = new Surroundings(false, false, false, false, true, false, false);
		tomcat().withBean(Surroundings.class, () -> systemd)
			.run((context) -> assertThat(context.getBean(HotUpdateController.class).snapshot().handover().because())
				.contains("without the supervisor"));
	}

	@Test
	void sharedListenerOfAnOrdinaryProcessLacksNothing() {
		tomcat().run((context) -> assertThat(context.getBean(HotUpdateController.class).snapshot().handover().because())
			.isNull());
	}

	@Test
	void pidFileIsThereFromTheStartOn() {
		Path file = this.home.resolve("app.pid");
		tomcat().withPropertyValues("hotupdate.pid-file=" + file)
			.run((context) -> assertThat(file).hasContent(String.valueOf(ProcessHandle.current().pid())));
	}

	@Test
	void listenerThatWasGivenIsTakenByAddressAndTheRestIsTold() throws Exception {
		try (ServerSocketChannel wanted = ServerSocketChannel.open();
				ServerSocketChannel other = ServerSocketChannel.open()) {
			wanted.bind(new InetSocketAddress("127.0.0.1", 0));
			other.bind(new InetSocketAddress("127.0.0.1", 0));
			List<ListenerHandle> handles = Stream.of(other, wanted)
				.map((channel) -> new ListenerHandle(ListenerHandle.ANY, address(channel), channel))
				.toList();
			new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
				.withConfiguration(ALL)
				.withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class))
				.withPropertyValues("server.port=" + address(wanted).getPort(), "server.address=127.0.0.1")
				.withBean(HotUpdateStart.class, () -> running(() -> handles))
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(context.getBean(Traffic.class).listeners()).singleElement()
						.satisfies((local) -> assertThat(local.address()).isEqualTo(address(wanted)));
					context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0],
							context.getSourceApplicationContext(), Duration.ZERO));
					assertThat(other.isOpen()).isFalse();
					assertThat(finding(context, "SOCKET_UNUSED").blocking()).isFalse();
				});
		}
	}

	private static InetSocketAddress address(ServerSocketChannel channel) {
		try {
			return (InetSocketAddress) channel.getLocalAddress();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> codes(ApplicationContext context) {
		return context.getBean(UpdateChecks.class).get().stream().map(Finding::code).toList();
	}

	private static Finding finding(ApplicationContext context, String code) {
		return context.getBean(UpdateChecks.class)
			.get()
			.stream()
			.filter((finding) -> finding.code().equals(code))
			.findFirst()
			.orElseThrow();
	}

	private WebApplicationContextRunner tomcat() {
		return new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(ALL)
			.withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class))
			.withPropertyValues("server.port=0", "server.address=127.0.0.1")
			.withBean(HotUpdateStart.class, this::running);
	}

	private HotUpdateStart running() {
		return running(List::of);
	}

	private HotUpdateStart running(Supplier<List<ListenerHandle>> received) {
		Store store = Store.open(this.home);
		assertThat(store.tryOwn()).isTrue();
		Generation self = new Generation(1, ProcessHandle.current().pid(), new Version("1.0.0"), Instant.now(),
				this.home);
		return new HotUpdateStart(
				new Running(OriginalCommand.ofThisProcess(), this.home.resolve("app.jar"),
						new ApplicationIdentity("com.example", "app", "1.0.0"), store, self, null, received, null),
				null);
	}

	private static void isRefused(ApplicationContext context, String code) {
		HotUpdateController controller = context.getBean(HotUpdateController.class);
		assertThat(controller.plan()).filteredOn(Finding::blocking).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo(code);
			assertThat(finding.remedy()).startsWith("Perhaps you should");
		});
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> controller.start(new UpdateRequest(new Version("1.1.0"), null, null, null)))
			.satisfies((ex) -> {
				assertThat(ex.reason()).isEqualTo(Reason.NOT_SUPPORTED);
				assertThat(ex.reason().kind()).isEqualTo(Reason.Kind.REFUSED);
				assertThat(ex).hasMessageContaining("Perhaps you should");
			});
		assertThat(controller.snapshot().state()).isEqualTo(UpdateState.IDLE);
		assertThat(controller.snapshot().handover().mode()).isEqualTo(Mode.NONE);
	}

}
