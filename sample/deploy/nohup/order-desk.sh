#!/bin/sh
# Start and stop the order desk without a service manager:
#
#   order-desk.sh start [argument of the application]...
#   order-desk.sh stop
#   order-desk.sh status
#
# The pid file always names the process to send signals to, also after an update.
#
#   ORDERDESK_JAR   the jar to start; the release that the store calls current is what runs
#   ORDERDESK_HOME  the store, the pid file and the log
#   JAVA            the java to run
set -eu

jar=${ORDERDESK_JAR:-/opt/order-desk/order-desk.jar}
home=${ORDERDESK_HOME:-/var/lib/order-desk}
java=${JAVA:-java}
pid_file=$home/order-desk.pid
log=$home/order-desk.log
start_seconds=180
stop_seconds=90

pid() {
	cat "$pid_file" 2>/dev/null || true
}

running() {
	[ -n "$(pid)" ] && kill -0 "$(pid)" 2>/dev/null
}

start() {
	if running; then
		echo "The order desk runs already (pid $(pid))"
		return 0
	fi
	mkdir -p "$home"
	# what a crash has left
	rm -f "$pid_file"
	cd "$home"
	nohup "$java" -jar "$jar" --hotupdate.home="$home/store" --hotupdate.pid-file="$pid_file" "$@" \
		>>"$log" 2>&1 </dev/null &
	started=$!
	i=0
	while [ -z "$(pid)" ]; do
		if ! kill -0 "$started" 2>/dev/null || [ "$i" -ge "$start_seconds" ]; then
			echo "The order desk did not start; its log is $log" >&2
			return 1
		fi
		sleep 1
		i=$((i + 1))
	done
	echo "The order desk starts (pid $(pid)); its log is $log"
}

stop() {
	if ! running; then
		echo "The order desk does not run"
		return 0
	fi
	kill "$(pid)"
	i=0
	while running; do
		if [ "$i" -ge "$stop_seconds" ]; then
			echo "The order desk (pid $(pid)) has not stopped in $stop_seconds s" >&2
			return 1
		fi
		sleep 1
		i=$((i + 1))
	done
	echo "The order desk has stopped"
}

status() {
	if running; then
		echo "The order desk runs (pid $(pid))"
	else
		echo "The order desk does not run"
		return 3
	fi
}

case "${1:-}" in
	start)
		shift
		start "$@"
		;;
	stop | status)
		"$1"
		;;
	*)
		echo "Usage: $0 start [argument]... | stop | status" >&2
		exit 2
		;;
esac
