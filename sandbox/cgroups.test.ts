// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { limitWrites, parseHierarchies } from './cgroups.ts';

const limits = { memoryMb: 512, cpus: 1.5, tasks: 300 };

describe('parseHierarchies', () => {
  it('finds every hierarchy of a hybrid machine', () => {
    const mounts = `tmpfs /sys/fs/cgroup tmpfs rw,mode=755 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/systemd cgroup rw,relatime,xattr,name=systemd 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
/dev/vda / ext4 rw 0 0
`;
    expect(parseHierarchies(mounts, 'hosts')).toEqual([
      {
        mount: '/sys/fs/cgroup/cpu,cpuacct',
        version: 1,
        controllers: ['cpu', 'cpuacct'],
        parent: '/sys/fs/cgroup/cpu,cpuacct/hosts',
      },
      {
        mount: '/sys/fs/cgroup/systemd',
        version: 1,
        controllers: ['name=systemd'],
        parent: '/sys/fs/cgroup/systemd/hosts',
      },
      {
        mount: '/sys/fs/cgroup/unified',
        version: 2,
        controllers: [],
        parent: '/sys/fs/cgroup/unified/hosts',
      },
    ]);
  });

  it('finds the one hierarchy of a unified machine', () => {
    const mounts = 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nsdelegate 0 0\n';
    expect(parseHierarchies(mounts, 'hosts')).toEqual([
      { mount: '/sys/fs/cgroup', version: 2, controllers: [], parent: '/sys/fs/cgroup/hosts' },
    ]);
  });
});

describe('limitWrites', () => {
  const writes = (version: 1 | 2, ...controllers: string[]) =>
    limitWrites({ mount: '/m', version, controllers, parent: '/m/hosts' }, limits).map(
      ({ file, value }) => `${file}=${value}`,
    );

  it('writes each limit in the hierarchy that has its controller', () => {
    expect(writes(1, 'memory')).toEqual(['memory.limit_in_bytes=536870912']);
    expect(writes(1, 'cpu', 'cpuacct')).toEqual(['cpu.cfs_period_us=100000', 'cpu.cfs_quota_us=150000']);
    expect(writes(1, 'pids')).toEqual(['pids.max=300']);
    expect(writes(1, 'name=systemd')).toEqual([]);
  });

  it('keeps the guest from opening disks of this machine', () => {
    expect(writes(1, 'devices')).toEqual(['devices.deny=b *:* rw']);
  });

  it('writes all of them in the unified hierarchy', () => {
    expect(writes(2)).toEqual(['memory.max=536870912', 'cpu.max=150000 100000', 'pids.max=300']);
  });

  it('lifts a processor limit that is no longer wanted', () => {
    const [, quota] = limitWrites(
      { mount: '/m', version: 1, controllers: ['cpu'], parent: '/m/hosts' },
      { memoryMb: 1, tasks: 1 },
    );
    expect(quota?.value).toBe('-1');
  });
});
