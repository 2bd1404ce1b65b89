// SPDX-License-Identifier: AGPL-3.0-or-later
import type { z } from 'zod';
import { ok } from '#contract/result.ts';
import type { unitState } from '#contract/rootd-api.ts';
import { unitFilesOf } from '../app-units.ts';
import { certificateStatus } from '../certificates/certificate-status.ts';
import { type Handler, recordOf } from '../context.ts';
import { heldNow } from '../hold.ts';
import { stateOf } from '../state-layout.ts';

type UnitState = z.infer<typeof unitState>;

const PROPERTIES =
  'Id,ActiveState,SubState,StateChangeTimestamp,MemoryCurrent,CPUUsageNSec,NRestarts,MainPID';
/** Measuring a large tree takes long; then there is no number. */
const MEASURE_MS = 5000;

export const status: Handler<'installation.status'> = async ({ input, context }) => {
  const { host } = context;
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const record = found.value;
  const state = stateOf(record);
  const [previous] = record.previous;
  const services = (await unitFilesOf(record, context)).filter((name) => /\.(?:service|timer)$/.test(name));
  const shown =
    services.length === 0
      ? ''
      : (
          await host.run(['systemctl', 'show', '--timestamp=unix', `--property=${PROPERTIES}`, ...services], {
            timeoutMs: 20_000,
          })
        ).stdout;
  const measured = await host.run(
    ['du', '--summarize', '--bytes', '--one-file-system', '--total', state.data, state.volumes],
    { timeoutMs: MEASURE_MS },
  );
  const total = /^(\d+)\ttotal$/m.exec(measured.stdout)?.[1];
  const certificate = await certificateStatus(record, context);
  return ok({
    units: parseUnitStates(shown),
    dataBytes: total === undefined ? null : Number(total),
    certificateNotAfterMs: certificate?.notAfterMs ?? null,
    certificate,
    generation: record.generation,
    kept: record.generations.flatMap(({ generation, untilMs }) =>
      untilMs === null ? [] : [{ generation, untilMs }],
    ),
    packageDigest: record.packageDigest,
    rootDigest: record.rootDigest,
    previousRelease: previous
      ? {
          packageDigest: previous.packageDigest,
          rootDigest: previous.rootDigest,
          version: previous.rootVersion ?? '',
        }
      : null,
    held: await heldNow(record, context),
  });
};

/** What `systemctl show` prints: blocks of KEY=value, an empty line between units. */
export function parseUnitStates(text: string): UnitState[] {
  return text
    .split('\n\n')
    .map(
      (block) =>
        new Map(
          block
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
        ),
    )
    .filter((values) => values.has('Id'))
    .map((values) => {
      const number = (key: string): number | null => {
        const value = Number(values.get(key) ?? Number.NaN);
        // systemd says 2^64-1 for what it does not know.
        return Number.isSafeInteger(value) ? value : null;
      };
      const since = Number((values.get('StateChangeTimestamp') ?? '').replace(/^@/, ''));
      const pid = number('MainPID');
      return {
        name: values.get('Id') ?? '',
        active: values.get('ActiveState') ?? 'unknown',
        sub: values.get('SubState') ?? 'unknown',
        sinceMs: since > 0 ? Math.round(since * 1000) : null,
        memoryBytes: number('MemoryCurrent'),
        cpuNanoseconds: number('CPUUsageNSec'),
        restarts: number('NRestarts') ?? 0,
        mainPid: pid === 0 ? null : pid,
      };
    });
}
