#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# usage: supervise.sh HOST_DIRECTORY LOWER_DIRECTORIES CGROUP_DIRECTORY... -- NSPAWN_ARGV...
#
# Keeps one sandbox host running until it powers off. Started by boot-host.ts in a mount namespace of its own, so the
# overlay and everything mounted in it vanish with the last process, however that dies.
set -u

directory=$1
lower=$2
shift 2
groups=
while [ "$1" != -- ]; do
  groups="$groups $1"
  shift
done
shift

clear_groups() {
  for group in $groups; do
    [ -d "$group" ] && find "$group" -mindepth 1 -depth -type d -exec rmdir {} + 2>/dev/null
  done
}

# One supervisor for a host, also when the process that started the first was killed before it could know.
exec 9>"$directory/supervisor.lock"
flock --nonblock 9 || exit 92

# Who supervises this host, so that nobody takes another process of the same number for it.
started=$(awk '{ print $22 }' "/proc/$$/stat")
read -r boot </proc/sys/kernel/random/boot_id
printf '%s %s %s\n' "$$" "$started" "$boot" >"$directory/supervisor.new"
mv "$directory/supervisor.new" "$directory/supervisor"

# redirect_dir: directories of the base can be renamed, as on any disk.
mount -t overlay -o "lowerdir=$lower,upperdir=$directory/upper,workdir=$directory/work,redirect_dir=on" \
  hop3-sandbox "$directory/merged" || exit 90

while :; do
  clear_groups
  (
    # A cgroup of its own in every hierarchy before nspawn starts: it becomes the guest's root, else guests
    # share one tree and their MemoryMax, CPUQuota and TasksMax are silently ignored.
    for group in $groups; do
      echo 0 >"$group/cgroup.procs" || exit 91
    done
    exec setpriv --pdeathsig KILL "$@" 9>&-
  )
  status=$?
  # nspawn ends with 133 when the guest rebooted, and leaves starting it again to its supervisor.
  [ "$status" = 133 ] || break
  echo "the guest reboots"
done

rm -f "$directory/supervisor"
rmdir "/run/systemd/nspawn/propagate/${directory##*/}" 2>/dev/null
clear_groups
for group in $groups; do
  rmdir "$group" 2>/dev/null
done
exit "$status"
