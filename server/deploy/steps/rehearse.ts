// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Failure, failure } from '#contract/failure.ts';
import type { InstallationId } from '#contract/ids.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { undone } from '../run-plan.ts';
import { answersFor } from '../settings-of.ts';
import type { Step, StepContext } from '../step.ts';
import { installationOf, targetOf } from '../subject.ts';
import { countNow, signsIn } from './sign-in.ts';

/**
 * The whole update on a copy that nobody can reach, made of the backup that was made a moment ago: whatever happens
 * there, all of it is taken away again, and what was found is shown.
 */
export const rehearse: Step = {
  id: 'rehearse',
  title: () => 'Try it on a copy',
  async do(context) {
    const startedMs = Date.now();
    const tried = await tryOnCopy(context);
    if (context.signal.aborted) return tried.ok ? err(cancelled) : tried;
    const removed = await removeCopy(context);
    await context.recordRehearsal({
      atMs: startedMs,
      packageDigest: targetOf(context.facts).packageDigest,
      ok: tried.ok,
      found: tried.ok ? tried.value : null,
      failure: tried.ok ? null : tried.error,
      durationMs: Date.now() - startedMs,
    });
    if (!tried.ok) {
      return err({
        ...tried.error,
        message: `Tried on a copy, the new version did not work. ${tried.error.message}`.slice(0, 1000),
      });
    }
    if (!removed.ok) return removed;
    return ok({ doneTitle: 'Tried it on a copy', found: tried.value });
  },
  undo: removeCopy,
};

const cancelled = failure('cancelled', 'It was cancelled.');

function copyOf(context: StepContext): InstallationId {
  if (context.facts.rehearsal === null) throw new Error('an update without the id of its rehearsal');
  return context.facts.rehearsal;
}

/** What was found, for people. */
async function tryOnCopy(context: StepContext): Promise<Result<string, Failure>> {
  const { facts, notes } = context;
  const original = installationOf(facts);
  const target = targetOf(facts);
  if (notes.backup === undefined) throw new Error('there is no backup to rehearse with');
  const { from } = notes.backup;
  const on = copyOf(context);
  const it = { installation: on };

  const settings = answersFor(target.package.manifest, original.settings);
  if (!settings.ok) return settings;
  const secrets = await context.installationSecrets();
  const reserved = await context.effect(
    'installation.reserve',
    {
      ...it,
      title: original.title,
      package: target.package,
      domain: original.domain,
      publicPort: facts.host.publicPort,
      settings: settings.value,
      admin: original.admin,
      timezone: original.timezone,
      language: original.language,
      rehearsalOf: original.id,
    },
    { secrets, on },
  );
  if (!reserved.ok) return reserved;
  // The very root that the update will take: it was built a moment ago.
  const built = await context.effect('root.build', it, { on });
  if (!built.ok) return built;
  if (target.package.manifest.addons.length > 0) {
    const made = await context.effect('addons.create', it, { on });
    if (!made.ok) return made;
  }
  const configured = await context.effect('installation.configure', it, { on });
  if (!configured.ok) return configured;
  const reading = await context.backups.readingSecrets(from);
  if (!reading.ok) return reading;
  const put = await context.effect(
    'state.restore',
    { ...it, from, restore: facts.operation },
    { secrets: reading.value, on },
  );
  if (!put.ok) return put;
  const switched = await context.effect(
    'state.switch',
    { ...it, generation: put.value.generation, keepDays: 0 },
    { on },
  );
  if (!switched.ok) return switched;
  const migrated = await context.effect('hook.run', { ...it, hook: 'migrate' }, { on });
  if (!migrated.ok) return migrated;
  const started = await context.effect('installation.start', it, { on });
  if (!started.ok) return started;
  const healthy = await context.effect('check.health', { ...it, via: 'private' }, { on });
  if (!healthy.ok) return healthy;
  return lookAround(context, on);
}

async function lookAround(context: StepContext, on: InstallationId): Promise<Result<string, Failure>> {
  const { notes } = context;
  const parts: string[] = [];
  const { 'admin.password': password } = await context.installationSecrets();
  if (signsIn(context.facts) && notes.signedInBefore === true && password !== undefined) {
    const signedIn = await context.effect(
      'check.sign-in',
      { installation: on, via: 'private' },
      { secrets: { 'admin.password': password }, on },
    );
    if (!signedIn.ok) return signedIn;
    parts.push('signed in');
  } else {
    parts.push('it answers');
  }
  const counted = await countNow(context, 0, on);
  if (!counted.ok) return notes.signedInBefore === true ? counted : ok(parts.join('; '));
  const before = notes.countBefore ?? null;
  if (counted.value === null || before === null) return ok(parts.join('; '));
  // The backup is a few minutes younger than the count: a real loss shows as less than both.
  if (counted.value < before) {
    return err(
      failure('count-shrank', `Some of its data is missing: ${before} before, ${counted.value} after.`, {
        remedy: 'The app runs on as it is. Please report this to who made the package.',
      }),
    );
  }
  parts.push(`${before} before, ${counted.value} after`);
  return ok(parts.join('; '));
}

/** All of the copy; nothing where there is none. Each is tried, whatever became of the others. */
async function removeCopy(context: StepContext): Promise<Result<void, Failure>> {
  const on = copyOf(context);
  const it = { installation: on };
  const call = async (
    verb:
      | 'installation.stop'
      | 'addons.remove'
      | 'installation.unconfigure'
      | 'root.release'
      | 'installation.release',
  ): Promise<Result<void, Failure>> => {
    const done = await context.effect(verb, it, { on, number: 1 });
    return done.ok || done.error.code === 'not-found' ? undone : done;
  };
  const stopped = await call('installation.stop');
  if (!stopped.ok) return stopped;
  const unconfigured = await call('installation.unconfigure');
  if (!unconfigured.ok) return unconfigured;
  const addons = await call('addons.remove');
  if (!addons.ok) return addons;
  const root = await call('root.release');
  if (!root.ok) return root;
  return call('installation.release');
}
