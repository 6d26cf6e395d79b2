package io.hotupdate.metrics;

import java.util.Locale;

/**
 * Which of the two places of an instance a generation has. Two that live at once never
 * have the same.
 */
public enum Slot {

	/** Of generations with an odd number. */
	A,

	/** Of generations with an even number. */
	B;

	/** The name of the label. */
	static final String LABEL = "slot";

	/**
	 * The place of a generation.
	 * @param generation its number
	 * @return its slot
	 */
	public static Slot of(long generation) {
		return (generation % 2 != 0) ? A : B;
	}

	Slot other() {
		return (this == A) ? B : A;
	}

	/**
	 * The value of the label.
	 * @return {@code a} or {@code b}
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
