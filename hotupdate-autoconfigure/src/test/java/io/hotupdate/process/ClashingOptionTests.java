package io.hotupdate.process;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClashingOptionTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005   | -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=0
					-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=*:5005 | -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:0
					-Xrunjdwp:transport=dt_socket,server=y,address=localhost:5005        | -Xrunjdwp:transport=dt_socket,server=y,address=localhost:0,suspend=n
					-Xlog:gc*:file=/var/log/gc.log:time,uptime:filecount=5               | -Xlog:gc*:file=/var/log/gc-g7.log:time,uptime:filecount=5
					-Xlog:gc:gc.log                                                      | -Xlog:gc:file=gc-g7.log
					-Xlog:gc:file="C:x.log":time                                         | -Xlog:gc:file="C:x-g7.log":time
					-Xloggc:logs/gc                                                      | -Xloggc:logs/gc-g7
					-Xloggc:.gc                                                          | -Xloggc:.gc-g7
					-Xloggc:gc-g6.log                                                    | -Xloggc:gc-g7.log
					-XX:StartFlightRecording=settings=profile,filename=a.jfr,maxage=1h   | -XX:StartFlightRecording=settings=profile,filename=a-g7.jfr,maxage=1h
					-XX:StartFlightRecording:filename=a.jfr                              | -XX:StartFlightRecording:filename=a-g7.jfr
					-XX:HeapDumpPath=/dumps/heap.hprof                                   | -XX:HeapDumpPath=/dumps/heap-g7.hprof
					-XX:LogFile=vm.log                                                   | -XX:LogFile=vm-g7.log
					-XX:ErrorFile=/var/log/hs_err.log                                    | -XX:ErrorFile=/var/log/hs_err-g7.log
					-Xshare:on                                                           | -Xshare:auto
					-XX:AOTMode=on                                                       | -XX:AOTMode=auto
					""")
	void changed(String option, String expected) {
		assertThat(ClashingOption.rewrite(option, 7)).contains(expected);
		assertThat(ClashingOption.isClashing(option)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-agentlib:jdwp=transport=dt_socket,server=n,address=debugger:5005",
			"-agentlib:jdwp=transport=dt_socket,address=debugger:5005", "-Dcom.sun.management.jmxremote.port=9010",
			"-Dcom.sun.management.jmxremote.rmi.port=9010", "-XX:+ManagementServer",
			"-Dcom.sun.management.config.file=m.properties", "-XX:ArchiveClassesAtExit=a.jsa",
			"-XX:AOTCacheOutput=a.aot", "-XX:AOTMode=record", "-XX:+AutoCreateSharedArchive",
			"-Djava.io.tmpdir=/var/tmp", "-Dhotupdate.generation=6", "-Dhotupdate.handover.token=x",
			"-Dhotupdate.process.original-command=x" })
	void dropped(String option) {
		assertThat(ClashingOption.rewrite(option, 7)).isEmpty();
		assertThat(ClashingOption.isClashing(option)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xmx1g", "-Xlog:gc", "-Xlog:gc:stdout", "-Xlog:gc::time", "-Xlog:gc:file=gc-%p.log",
			"-Xlog:disable", "-XX:ErrorFile=/var/log/hs_err_%p.log", "-XX:StartFlightRecording",
			"-XX:StartFlightRecording=maxage=1h", "-XX:SharedArchiveFile=a.jsa", "-XX:AOTCache=a.aot",
			"-Dcom.sun.management.jmxremote", "-Dcom.sun.management.jmxremote.port=0",
			"-Dcom.sun.management.jmxremote.ssl=false", "-javaagent:otel.jar", "-Dhotupdate.home=/srv/app",
			"-XX:HeapDumpPath=/dumps/", "-XX:+HeapDumpOnOutOfMemoryError" })
	void kept(String option) {
		assertThat(ClashingOption.rewrite(option, 7)).contains(option);
		assertThat(ClashingOption.isClashing(option)).isFalse();
	}

	@Test
	void heapDumpDirectoryIsKept(@TempDir Path directory) {
		assertThat(ClashingOption.isClashing("-XX:HeapDumpPath=" + directory)).isFalse();
	}

}
