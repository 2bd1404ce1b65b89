#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Runs SOGo with so many processes that answer. Told to stop, those that have nothing to do would take half a minute to
# notice it: whoever is still there after five seconds is ended, and SOGo then goes by itself.
set -eu

# The port that the app was given, on a second address of this server's own: nginx stands before it on the first.
/usr/sbin/sogod -WOPort "127.0.0.2:$APP_PORT" -WOWorkersCount "$1" -WONoDetach YES -WOLogFile - -WOPidFile /tmp/sogo.pid &
main=$!

stop() {
  kill -TERM "$main" 2>/dev/null || return 0
  for _ in 1 2 3 4 5; do
    sleep 1
    kill -0 "$main" 2>/dev/null || return 0
  done
  for process in $(cat "/proc/$main/task/$main/children"); do
    kill -KILL "$process" 2>/dev/null || true
  done
}
trap stop TERM INT

code=0
wait "$main" || code=$?
# A signal ends the first wait early.
wait "$main" 2>/dev/null || code=$?
exit "$code"
