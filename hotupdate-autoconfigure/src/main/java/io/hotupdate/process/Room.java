package io.hotupdate.process;

/**
 * What is left of something that the machine has only so much of.
 *
 * @param free how much is left
 * @param where which bound that is, for a person
 */
record Room(long free, String where) {

}
