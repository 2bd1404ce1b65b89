// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileAtomically } from './atomic-file.ts';
import { type HostRecord, readHostRecords, writeHostRecord } from './host-record.ts';
import { run } from './run-command.ts';
import { SandboxError } from './sandbox-error.ts';
import { assertHostName, type StatePaths } from './state-home.ts';
import { SUITES } from './suite.ts';

const templateSchema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  suite: z.enum(SUITES),
  base: z.string(),
  layers: z.array(z.string()),
  createdAt: z.iso.datetime(),
});

/** The state of a prepared host that new hosts start from: a base and the layers above it, all read-only. */
export type Template = z.infer<typeof templateSchema>;

/**
 * Makes what a stopped host has written a read-only layer, shared from now on by the host itself and by the
 * template. Nothing is copied. The caller holds the host's lock and the lock "layers".
 */
export async function freezeIntoTemplate(
  paths: StatePaths,
  record: HostRecord,
  name: string,
): Promise<Template> {
  assertHostName(name);
  const host = paths.host(record.name);
  const id = randomBytes(8).toString('hex');
  await mkdir(paths.layers, { recursive: true, mode: 0o700 });
  await mkdir(paths.templates, { recursive: true });
  // In this order a kill in between loses nothing: the record names the layer before the host's files become it.
  const layers = [id, ...record.layers];
  await writeHostRecord(host, { ...record, layers });
  await rename(host.upper, paths.layer(id));
  await rm(host.work, { recursive: true, force: true });
  const template: Template = {
    version: 1,
    name,
    suite: record.suite,
    base: record.base,
    layers,
    createdAt: new Date().toISOString(),
  };
  await writeFileAtomically(paths.template(name), `${JSON.stringify(template, null, 2)}\n`, 0o644);
  return template;
}

/** Completes a freeze that was killed between its two steps. The caller holds the host's lock. */
export async function completeFreeze(paths: StatePaths, record: HostRecord): Promise<void> {
  const [top] = record.layers;
  if (!top || (await readdir(paths.layer(top)).catch(() => undefined))) return;
  await mkdir(paths.layers, { recursive: true, mode: 0o700 });
  await rename(paths.host(record.name).upper, paths.layer(top));
}

export async function readTemplate(paths: StatePaths, name: string): Promise<Template> {
  assertHostName(name);
  const text = await readFile(paths.template(name), 'utf8').catch(() => undefined);
  if (text === undefined) throw new SandboxError(`there is no template "${name}"`);
  return templateSchema.parse(JSON.parse(text));
}

export async function readTemplates(paths: StatePaths): Promise<Template[]> {
  const names = (await readdir(paths.templates).catch(() => []))
    .filter((name) => name.endsWith('.json'))
    .sort();
  return Promise.all(names.map((name) => readTemplate(paths, name.slice(0, -'.json'.length))));
}

/** Removes layers that no host and no template names. The caller holds the lock "layers". */
export async function removeUnusedLayers(paths: StatePaths): Promise<void> {
  const users = [...(await readHostRecords(paths)), ...(await readTemplates(paths))];
  const used = new Set(users.flatMap((user) => user.layers));
  for (const id of await readdir(paths.layers).catch(() => [])) {
    if (!used.has(id)) await run(['rm', '-rf', '--one-file-system', paths.layer(id)]);
  }
}
