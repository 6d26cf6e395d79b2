package io.hotupdate.handover;

/**
 * What a generation that stands by holds and could do without, such as connections to a
 * database.
 */
public interface IdleResources {

	/** Nothing to give back. */
	IdleResources NONE = new IdleResources() {

		@Override
		public void shrink() {
			// there is nothing
		}

		@Override
		public void restore() {
			// nothing was given back
		}

	};

	/**
	 * Give back what is not needed while standing by. Called when the drain has ended.
	 */
	void shrink();

	/**
	 * Allow all of it again. Called in a take-back right before the gate opens: it must
	 * not wait for anything. Nothing happens if nothing was given back.
	 */
	void restore();

}
