// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';
import { printableLine } from '#agent/host/line-splitter.ts';
import { ok } from '#contract/result.ts';
import { type Handler, recordOf } from '../context.ts';
import { masker } from '../mask-secrets.ts';
import { unitNames } from '../units/unit-names.ts';

const entry = z.object({
  __CURSOR: z.string().max(300),
  __REALTIME_TIMESTAMP: z.string(),
  _SYSTEMD_UNIT: z.string().optional(),
  UNIT: z.string().optional(),
  /** A list of bytes when it is not text. */
  MESSAGE: z.union([z.string(), z.array(z.int())]).nullish(),
});

/** logs.read: what the installation's units printed and what systemd says of them. */
export const logsRead: Handler<'logs.read'> = async ({ input, context }) => {
  const found = await recordOf(context, input.installation);
  if (!found.ok) return found;
  const { user } = found.value;
  const read = await context.host.run(
    [
      'journalctl',
      '--no-pager',
      '--quiet',
      '--output=json',
      '--all',
      '--output-fields=MESSAGE,_SYSTEMD_UNIT,UNIT',
      ...(input.cursor === null ? [`--lines=${input.lines}`] : [`--after-cursor=${input.cursor}`]),
      `_SYSTEMD_SLICE=${unitNames(user).slice}`,
      '+',
      `UNIT=${unitNames(user).target}`,
      ...['web', 'php', ...found.value.package.manifest.processes.map((process) => process.name)].flatMap(
        (name) => [`UNIT=${unitNames(user).service(name)}`],
      ),
    ],
    { timeoutMs: 20_000 },
  );
  const mask = masker(await context.records.secrets(input.installation));
  const lines: { atMs: number; unit: string; text: string }[] = [];
  let cursor = input.cursor;
  for (const line of read.stdout.split('\n')) {
    const parsed = entry.safeParse(parseJson(line));
    if (!parsed.success || lines.length >= input.lines) continue;
    const { __CURSOR, __REALTIME_TIMESTAMP, MESSAGE } = parsed.data;
    const message = Array.isArray(MESSAGE) ? Buffer.from(MESSAGE).toString('utf8') : (MESSAGE ?? '');
    cursor = __CURSOR;
    lines.push({
      atMs: Math.floor(Number(__REALTIME_TIMESTAMP) / 1000),
      unit: shortName(parsed.data.UNIT ?? parsed.data._SYSTEMD_UNIT ?? '', user),
      text: mask(printableLine(message)),
    });
  }
  return ok({ cursor, lines });
};

function shortName(unit: string, user: string): string {
  return unit.replace(`${user}-`, '').replace(/\.(?:service|target|slice)$/, '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
