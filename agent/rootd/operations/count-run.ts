// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { commandArgv } from '#contract/manifest/command.ts';
import { err, ok } from '#contract/result.ts';
import { detailOf, type Handler, recordOf } from '../context.ts';
import { runInSandbox } from '../run-in-sandbox.ts';

const COUNT_SECONDS = 120;

/** count.run: how much user data there is, as the package's own command says. */
export const countRun: Handler<'count.run'> = async ({ input, context, listener }) => {
  const record = await recordOf(context, input.installation);
  if (!record.ok) return record;
  const { rootDigest, package: pack } = record.value;
  const command = pack.manifest.check?.count?.command;
  if (command === undefined) return ok({ count: null });
  if (rootDigest === null) return err(failure('internal', 'It has no release to count with yet.'));
  const ran = await runInSandbox(
    {
      record: record.value,
      rootDigest,
      secrets: await context.records.secrets(input.installation),
      name: 'count',
      argv: commandArgv(command, pack.manifest.source.type),
      directory: '/package',
      timeoutSeconds: COUNT_SECONDS,
    },
    context,
    listener,
  );
  const printed = /^\s*(\d{1,15})\s*$/.exec(ran.stdout)?.[1];
  if (ran.exitCode === 0 && printed !== undefined) return ok({ count: Number(printed) });
  return err(
    failure('check-failed', 'The package’s own way to count its data gave no number.', {
      remedy: 'Look at what it said in the details, then try again.',
      detail: detailOf(`${ran.stdout}\n${ran.stderr}`.trim()),
    }),
  );
};
