package io.hotupdate.metrics;

/**
 * One line of an exposition, cut into its series and what follows.
 *
 * @param series the name with its labels, as written
 * @param rest the value with whatever follows it, beginning with a blank
 */
record Sample(String series, String rest) {

	static Sample of(String line) {
		int end = end(line);
		return new Sample(line.substring(0, end), line.substring(end));
	}

	/** Where the series ends: a value of a label may hold braces and blanks. */
	private static int end(String line) {
		int brace = line.indexOf('{');
		int blank = line.indexOf(' ');
		if (blank < 0) {
			throw new IllegalArgumentException("No value in the line '" + line + "' of an exposition");
		}
		if (brace < 0 || blank < brace) {
			return blank;
		}
		boolean quoted = false;
		for (int i = brace + 1; i < line.length(); i++) {
			char next = line.charAt(i);
			if (quoted && next == '\\') {
				i++;
			}
			else if (next == '"') {
				quoted = !quoted;
			}
			else if (!quoted && next == '}') {
				return i + 1;
			}
		}
		throw new IllegalArgumentException("No end of the labels in the line '" + line + "' of an exposition");
	}

	boolean isQuantile() {
		return this.series.contains("quantile=\"");
	}

	void writeTo(StringBuilder text, Slot slot) {
		writeTo(text, slot, this.rest);
	}

	/** The other generation has no such series yet, or has it no more. */
	void writeZeroTo(StringBuilder text, Slot slot) {
		writeTo(text, slot, " 0.0");
	}

	private void writeTo(StringBuilder text, Slot slot, String rest) {
		int brace = this.series.indexOf('{');
		if (brace < 0) {
			text.append(this.series).append('{').append(Slot.LABEL).append("=\"").append(slot.id()).append("\"}");
		}
		else {
			text.append(this.series, 0, brace + 1).append(Slot.LABEL).append("=\"").append(slot.id()).append('"');
			if (this.series.charAt(brace + 1) != '}') {
				text.append(',');
			}
			text.append(this.series, brace + 1, this.series.length());
		}
		text.append(rest).append('\n');
	}

	void writeTo(StringBuilder text) {
		text.append(this.series).append(this.rest).append('\n');
	}

}
