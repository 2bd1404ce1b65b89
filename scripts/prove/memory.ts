// SPDX-License-Identifier: AGPL-3.0-or-later
import type { SandboxHost } from '#sandbox/sandbox.ts';
import { onHost } from './on-host.ts';

/** The most that the slice of an installation has used since it was started, bytes; null where the kernel does not count. */
export async function watchMemory(host: SandboxHost, user: string): Promise<number | null> {
  // systemd's MemoryPeak where there is one; else the memory controller's own high-water mark.
  const printed = await onHost(
    host,
    `peak=$(systemctl show --property=MemoryPeak --value "$1.slice" 2>/dev/null)
case "$peak" in ''|*[!0-9]*|18446744073709551615)
  for file in /sys/fs/cgroup/memory/hop3.slice/"$1".slice/memory.max_usage_in_bytes /sys/fs/cgroup/hop3.slice/"$1".slice/memory.peak; do
    [ -r "$file" ] && peak=$(cat "$file")
  done ;;
esac
echo "$peak"`,
    [user],
  );
  const bytes = Number(printed.trim());
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null;
}
