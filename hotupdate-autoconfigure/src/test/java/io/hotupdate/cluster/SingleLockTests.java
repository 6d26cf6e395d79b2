package io.hotupdate.cluster;

/**
 * Locks in the group's Redis.
 */
class SingleLockTests extends ClusterLockContract {

	@Override
	int count() {
		return 1;
	}

}
