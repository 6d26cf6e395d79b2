package io.hotupdate;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.hotupdate.autoconfigure.HotUpdateTomcatAutoConfiguration;
import org.jspecify.annotations.NullMarked;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The arrows between the packages, and the rules of Spring Boot's own code.
 */
@AnalyzeClasses(packages = "io.hotupdate", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String[] ABOVE_ROOT = { "connection", "process", "release", "handover", "actuate", "cluster",
			"dev", "logging", "background", "reload", "incoming", "supervisor", "metrics", "autoconfigure" };

	private static final String[] ABOVE_PARTS = { "handover", "actuate", "cluster", "dev", "logging", "background",
			"reload", "incoming", "supervisor", "metrics", "autoconfigure" };

	private static final String[] ABOVE_HANDOVER = { "actuate", "cluster", "dev", "logging", "background", "metrics",
			"autoconfigure" };

	@ArchTest
	static final ArchRule importsRunAlongTheArrows = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.layer("root")
		.definedBy("io.hotupdate")
		.layer("connection")
		.definedBy("io.hotupdate.connection..")
		.layer("process")
		.definedBy("io.hotupdate.process..")
		.layer("release")
		.definedBy("io.hotupdate.release..")
		.layer("handover")
		.definedBy("io.hotupdate.handover..")
		.layer("actuate")
		.definedBy("io.hotupdate.actuate..")
		.optionalLayer("cluster")
		.definedBy("io.hotupdate.cluster..")
		.optionalLayer("dev")
		.definedBy("io.hotupdate.dev..")
		.layer("logging")
		.definedBy("io.hotupdate.logging..")
		.layer("background")
		.definedBy("io.hotupdate.background..")
		.layer("reload")
		.definedBy("io.hotupdate.reload..")
		.layer("incoming")
		.definedBy("io.hotupdate.incoming..")
		.layer("supervisor")
		.definedBy("io.hotupdate.supervisor..")
		.layer("metrics")
		.definedBy("io.hotupdate.metrics..")
		.layer("autoconfigure")
		.definedBy("io.hotupdate.autoconfigure..")
		.whereLayer("root")
		.mayOnlyBeAccessedByLayers(ABOVE_ROOT)
		.whereLayer("connection")
		.mayOnlyBeAccessedByLayers(ABOVE_PARTS)
		.whereLayer("process")
		.mayOnlyBeAccessedByLayers(ABOVE_PARTS)
		.whereLayer("release")
		.mayOnlyBeAccessedByLayers(ABOVE_PARTS)
		.whereLayer("handover")
		.mayOnlyBeAccessedByLayers(ABOVE_HANDOVER)
		.whereLayer("actuate")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("cluster")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("dev")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("logging")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("background")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("reload")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("incoming")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("supervisor")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("metrics")
		.mayOnlyBeAccessedByLayers("actuate", "autoconfigure")
		.whereLayer("autoconfigure")
		.mayNotBeAccessedByAnyLayer();

	@ArchTest
	static final ArchRule everyClassHasItsLayer = classes().should()
		.resideInAnyPackage("io.hotupdate", "io.hotupdate.connection..", "io.hotupdate.process..",
				"io.hotupdate.release..", "io.hotupdate.handover..", "io.hotupdate.actuate..", "io.hotupdate.cluster..",
				"io.hotupdate.dev..", "io.hotupdate.logging..", "io.hotupdate.background..", "io.hotupdate.reload..",
				"io.hotupdate.incoming..", "io.hotupdate.supervisor..", "io.hotupdate.metrics..",
				"io.hotupdate.autoconfigure..");

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.hotupdate.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule groundKnowsNoServerAndNoWire = noClasses().that()
		.resideInAPackage("io.hotupdate")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.apache..", "org.springframework..", "jakarta.servlet..", "tools.jackson..",
				"io.lettuce..", "java.net..");

	@ArchTest
	static final ArchRule tomcatIsKnownOnlyWhereItIsACondition = noClasses().that()
		.resideOutsideOfPackage("io.hotupdate.connection..")
		.and()
		.doNotBelongToAnyOf(HotUpdateTomcatAutoConfiguration.class)
		.and()
		.haveNameNotMatching(
				".*\\.(Tomcat\\w+|ApplicationChecks|PassedListeners|PlainShutdown|HotUpdateManagementConfiguration|HotUpdateEventStreamConfiguration)(\\$.*)?")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.apache.catalina..", "org.apache.coyote..", "org.apache.tomcat..",
				"org.springframework.boot.tomcat..", "io.hotupdate.connection..");

	@ArchTest
	static final ArchRule actuatorIsKnownOnlyWhereItIsACondition = noClasses().that()
		.resideOutsideOfPackage("io.hotupdate.actuate..")
		.and()
		.haveNameNotMatching(
				".*\\.(HotUpdateEndpointAutoConfiguration|HotUpdateMetricsAutoConfiguration|HotUpdateManagementConfiguration|HotUpdateReadinessAutoConfiguration)(\\$.*)?")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot.actuate..", "org.springframework.boot.health..",
				"io.hotupdate.actuate..");

	@ArchTest
	static final ArchRule databaseToolsAreKnownOnlyWhereTheyAreACondition = noClasses().that()
		.haveNameNotMatching(
				".*\\.(FlywayMigrations|LiquibaseMigrations|HikariPools|HotUpdateMigrationConfiguration|HotUpdatePoolConfiguration)(\\$.*)?")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.flywaydb..", "liquibase..", "com.zaxxer..");

	@ArchTest
	static final ArchRule supervisorNeedsNoOtherLibraryThanItsClassPathHas = classes().that()
		.resideInAnyPackage("io.hotupdate.supervisor..", "io.hotupdate.process..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("io.hotupdate", "io.hotupdate.process..", "io.hotupdate.supervisor..", "java..",
				"javax.net.ssl..", "jdk.net..", "sun.misc..", "com.sun.jna..", "org.slf4j..", "org.jspecify..");

	@ArchTest
	static final ArchRule logbackIsKnownByOneClassOnly = noClasses().that()
		.haveSimpleNameNotStartingWith("Logback")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("ch.qos.logback..");

	@ArchTest
	static final ArchRule autoConfigurationsAreFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL);

	@ArchTest
	static final ArchRule autoConfigurationsHaveNoPublicMethods = methods().that()
		.areDeclaredInClassesThat()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.notBePublic();

	@ArchTest
	static final ArchRule beanMethodsArePackagePrivate = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.bePackagePrivate();

	@ArchTest
	static final ArchRule beanMethodsAreNotConditionalOnAClass = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.notBeAnnotatedWith(ConditionalOnClass.class);

	@ArchTest
	static final ArchRule caseIsChangedWithALocale = noClasses().should()
		.callMethod(String.class, "toLowerCase")
		.orShould()
		.callMethod(String.class, "toUpperCase");

	@ArchTest
	static void everyPackageIsNullMarked(JavaClasses classes) {
		assertThat(classes.getPackage("io.hotupdate").getSubpackagesInTree()).hasSizeGreaterThan(5)
			.allSatisfy(ArchitectureTests::isNullMarked);
		isNullMarked(classes.getPackage("io.hotupdate"));
	}

	private static void isNullMarked(JavaPackage one) {
		assertThat(one.isAnnotatedWith(NullMarked.class)).as("%s is @NullMarked", one.getName()).isTrue();
	}

}
