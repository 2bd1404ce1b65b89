#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# The first process of a sandbox host: puts in place what makes it this host and no other, then becomes systemd.
# Runs inside the guest, so that no path the guest controls is ever followed by this machine's root.
set -u
given=/run/hop3-sandbox
umask 022

# nspawn mounts the controllers read-only; systemd needs them to make limits bite. Before systemd starts, or it
# decides that it has none.
for mounted in /sys/fs/cgroup /sys/fs/cgroup/*; do
  [ -L "$mounted" ] || ! mountpoint -q "$mounted" || mount -o remount,bind,rw "$mounted"
done

# As on any server: what a unit mounts for itself (its credentials, say) is seen where it is needed.
mount --make-rshared /

put() { # MODE SOURCE TARGET
  rm -f "$3"
  install -D -m "$1" "$given/$2" "$3"
}
put 0644 hostname /etc/hostname
put 0644 hosts /etc/hosts
put 0444 machine-id /etc/machine-id
put 0644 host0.network /etc/systemd/network/10-hop3-sandbox.network
put 0600 ssh_host_key /etc/ssh/ssh_host_ed25519_key
put 0644 ssh_host_key.pub /etc/ssh/ssh_host_ed25519_key.pub
put 0644 maintenance.pub /etc/ssh/hop3-sandbox-root
put 0644 sshd.conf /etc/ssh/sshd_config.d/10-hop3-sandbox.conf

# Once in a host's life: whoever connects the host removes its key, and it must stay removed.
host=$(cat "$given/host-id")
if [ "$(cat /etc/hop3-sandbox-host 2>/dev/null)" != "$host" ]; then
  mkdir -p -m 0700 /root/.ssh
  rm -f /root/.ssh/authorized_keys
  install -m 0600 "$given/bootstrap.pub" /root/.ssh/authorized_keys
  # A plain file, as most servers have: its only server is the resolver of this host, which also answers for
  # programs in sealed roots.
  put 0644 resolv.conf /etc/resolv.conf
  printf '%s\n' "$host" >/etc/hop3-sandbox-host
fi

# The public address of an app names the port of the forwarder on the machine; from inside it is 443.
nft -f "$given/own-port.nft" || echo "calls to https://<app>.$(cat /etc/hostname).apps.localhost will not work"

exec /usr/lib/systemd/systemd
