package io.hotupdate.process;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The launcher's own rules for {@code @argfiles}: white space separates, quotes hold
 * together, a backslash escapes within quotes only, {@code #} starts a comment.
 */
final class ArgumentFile {

	private final String text;

	private int position;

	private final List<String> tokens = new ArrayList<>();

	private ArgumentFile(String text) {
		this.text = text;
	}

	static List<String> tokens(String text) {
		return new ArgumentFile(text).read();
	}

	/** The words of an option variable: quotes hold together, nothing is escaped. */
	static List<String> words(String text) {
		List<String> words = new ArrayList<>();
		StringBuilder word = new StringBuilder();
		boolean open = false;
		char quote = 0;
		for (char next : (text + " ").toCharArray()) {
			if (quote == 0 && isWhitespace(next)) {
				if (open) {
					words.add(word.toString());
				}
				word.setLength(0);
				open = false;
			}
			else if (quote == 0 && (next == '"' || next == '\'')) {
				quote = next;
				open = true;
			}
			else if (quote != 0 && quote == next) {
				quote = 0;
			}
			else {
				word.append(next);
				open = true;
			}
		}
		return words;
	}

	/** The words in the form that an option variable takes. */
	static String quoted(List<String> words) {
		return words.stream().map(ArgumentFile::quoted).collect(Collectors.joining(" "));
	}

	private static String quoted(String word) {
		if (!word.isEmpty()
				&& word.chars().noneMatch((next) -> isWhitespace((char) next) || next == '"' || next == '\'')) {
			return word;
		}
		// a quote is quoted by the other kind
		return "'" + word.replace("'", "'\"'\"'") + "'";
	}

	private List<String> read() {
		while (this.position < this.text.length()) {
			char next = this.text.charAt(this.position);
			if (isWhitespace(next)) {
				this.position++;
			}
			else if (next == '#') {
				skipLine();
			}
			else {
				token();
			}
		}
		return this.tokens;
	}

	private void token() {
		StringBuilder token = new StringBuilder();
		char quote = 0;
		while (this.position < this.text.length()) {
			char next = this.text.charAt(this.position);
			if (next == '\n' || next == '\r' || (quote == 0 && isWhitespace(next))) {
				// the end of a line closes an open quote
				this.tokens.add(token.toString());
				return;
			}
			this.position++;
			if (quote == 0 && next == '#') {
				// the launcher forgets what stands before a # in a word
				skipLine();
				return;
			}
			else if (quote != 0 && next == '\\') {
				escape(token);
			}
			else if (quote == next) {
				quote = 0;
			}
			else if (quote == 0 && (next == '"' || next == '\'')) {
				quote = next;
			}
			else {
				token.append(next);
			}
		}
		if (!token.isEmpty()) {
			this.tokens.add(token.toString());
		}
	}

	private void escape(StringBuilder token) {
		if (this.position >= this.text.length()) {
			return;
		}
		char escaped = this.text.charAt(this.position++);
		switch (escaped) {
			case '\n', '\r' -> skipWhitespace();
			case 'n' -> token.append('\n');
			case 'r' -> token.append('\r');
			case 't' -> token.append('\t');
			case 'f' -> token.append('\f');
			default -> token.append(escaped);
		}
	}

	private void skipWhitespace() {
		while (this.position < this.text.length() && isWhitespace(this.text.charAt(this.position))) {
			this.position++;
		}
	}

	private void skipLine() {
		while (this.position < this.text.length() && this.text.charAt(this.position) != '\n'
				&& this.text.charAt(this.position) != '\r') {
			this.position++;
		}
	}

	private static boolean isWhitespace(char value) {
		return value == ' ' || value == '\t' || value == '\n' || value == '\r' || value == '\f';
	}

}
