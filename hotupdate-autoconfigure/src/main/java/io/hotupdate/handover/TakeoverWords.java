package io.hotupdate.handover;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a process that wants to take over and the one that serves say to each other before
 * the handover: a JSON object each, on a line.
 */
final class TakeoverWords {

	private TakeoverWords() {
	}

	static void say(SocketChannel channel, Object words) throws IOException {
		ByteBuffer line = ByteBuffer.wrap((Conversation.JSON.writeValueAsString(words) + "\n").getBytes(UTF_8));
		while (line.hasRemaining()) {
			channel.write(line);
		}
	}

	/** The next line, empty if the other side has ended. */
	static <T> Optional<T> hear(SocketChannel channel, Class<T> type) throws IOException {
		BufferedReader reader = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
		String line = reader.readLine();
		try {
			return Optional.ofNullable((line != null) ? Conversation.JSON.readValue(line, type) : null);
		}
		catch (JacksonException ex) {
			throw new IOException("The other side speaks another language", ex);
		}
	}

	/**
	 * Who wants to take over.
	 *
	 * @param protocol the version of the handover's protocol
	 * @param token the token of the directory
	 * @param pid its process id
	 * @param home its store
	 * @param jar the jar that it runs
	 * @param version its version
	 */
	record Ask(int protocol, @Nullable String token, long pid, @Nullable String home, @Nullable String jar,
			@Nullable String version) {

	}

	/**
	 * The answer: where to meet, or why not.
	 *
	 * @param directory the directory of the handover
	 * @param generation the number of the generation that it is to be
	 * @param refused why it does not take over
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Answer(@Nullable String directory, @Nullable Long generation, @Nullable String refused) {

		static Answer meet(HandoverDirectory directory, long generation) {
			return new Answer(directory.path().toString(), generation, null);
		}

		static Answer refused(String why) {
			return new Answer(null, null, why);
		}

	}

}
