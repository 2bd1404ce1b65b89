// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from './atomic-file.ts';
import { SandboxError } from './sandbox-error.ts';
import { type HostPaths, hostNameProblem, type StatePaths } from './state-home.ts';
import { SUITES } from './suite.ts';

/** What is decided once for a host. Whether it runs is never written down: it is looked up (see running-host.ts). */
const hostRecordSchema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  hostId: z.string(),
  machineId: z.string().regex(/^[0-9a-f]{32}$/),
  suite: z.enum(SUITES),
  base: z.string(),
  /** Read-only layers between the base and the host's own, uppermost first. */
  layers: z.array(z.string()),
  address: z.string(),
  limits: z.strictObject({
    memoryMb: z.number().int().positive(),
    cpus: z.number().positive().optional(),
    tasks: z.number().int().positive(),
  }),
  createdAt: z.iso.datetime(),
});
export type HostRecord = z.infer<typeof hostRecordSchema>;

export async function readHostRecord(host: HostPaths): Promise<HostRecord | undefined> {
  const text = await readFile(host.record, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const parsed = hostRecordSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new SandboxError(`${host.record} is not a host of this version: ${z.prettifyError(parsed.error)}`);
}

export async function writeHostRecord(host: HostPaths, record: HostRecord): Promise<void> {
  await writeFileAtomically(host.record, `${JSON.stringify(record, null, 2)}\n`, 0o600);
}

/** Every host that was fully made, running or not, by name. */
export async function readHostRecords(paths: StatePaths): Promise<HostRecord[]> {
  const names = (await readdir(paths.hosts).catch(() => [])).filter((name) => !hostNameProblem(name)).sort();
  const records = await Promise.all(names.map((name) => readHostRecord(paths.host(name))));
  return records.filter((record) => record !== undefined);
}
