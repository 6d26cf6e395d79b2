package io.hotupdate.cluster;

/**
 * A member as its group knows it.
 *
 * @param id stable across generations and restarts
 * @param nonce the generation that speaks for it
 * @param place host and directory: two processes with one id and two places are a mistake
 * @param order where it comes in a rollout: the smaller the earlier
 */
record Member(String id, String nonce, String place, String order) {

}
