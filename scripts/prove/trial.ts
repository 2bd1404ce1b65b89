// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomBytes } from 'node:crypto';
import { appId } from '#contract/ids.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { ProofCheckId } from '#contract/proof.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import { failureText, type LabHost, type Laboratory, must, type Subject } from './laboratory.ts';
import { onHost } from './on-host.ts';
import { type RegistryRecord, registryRecord } from './registry-record.ts';

/** One app on its way through the checks. What a check learns for those after it stands here. */
export interface Trial {
  readonly lab: Laboratory;
  readonly app: string;
  readonly manifest: Manifest;
  readonly catalogue: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly measured: {
    installMs: number | null;
    peakMemoryBytes: number | null;
    dataBytes: number | null;
    heldMs: { backup: number | null; update: number | null };
  };
  /** The installation that the checks are made on; undefined before `install` passed. */
  subject?: Subject;
  /** What the server held before the app came. */
  before?: readonly string[];
  /** Passwords that were replaced: no log may hold them either. */
  readonly formerSecrets: string[];
  /** Marks that were written and must be found. */
  token?: string;
}

/** A check: throws ProofFailed when something is not as it must be; gives what was seen. */
export interface Check {
  readonly id: ProofCheckId;
  run(trial: Trial): Promise<string[]>;
}

export const newToken = (): string => `hop3${randomBytes(8).toString('hex')}`;

export function subjectOf(trial: Trial): Subject {
  must(trial.subject !== undefined, 'It was not installed, so this could not be tried.');
  return trial.subject;
}

export async function install(
  trial: Trial,
  host: LabHost,
  label: string,
): Promise<{ subject: Subject; operation: OperationView }> {
  const { lab, app, settings } = trial;
  const domain = `${label}.${host.sandbox.domainSuffix}`;
  const { operation, installation } = await lab.api.installations.install({
    app: appId.parse(app),
    host: host.id,
    title: `Proof of ${app}`,
    domain,
    settings: { ...settings },
  });
  return {
    subject: { installation, domain, host },
    operation: await lab.succeed(operation, `The install at ${domain}`),
  };
}

export async function uninstall(trial: Trial, subject: Subject): Promise<void> {
  const { operation } = await trial.lab.api.installations.uninstall({
    installation: subject.installation,
    confirm: subject.domain,
  });
  await trial.lab.succeed(operation, 'The uninstall');
}

/** null for an app without an account. */
export async function passwordOf({ lab, manifest }: Trial, subject: Subject): Promise<string | null> {
  if (manifest.admin === undefined) return null;
  return (await lab.api.installations.revealSignIn({ installation: subject.installation })).password;
}

/** Signs in as a visitor, over HTTPS with the certificate verified, and is refused with a wrong password. */
export async function signIn(trial: Trial, subject: Subject): Promise<string[]> {
  const password = await passwordOf(trial, subject);
  const via = { via: 'public' } as const;
  const health = await trial.lab.agent(subject, 'check.health', via, null);
  must('notes' in health, `It does not answer: ${'notes' in health ? '' : failureText(health)}`);
  const seen = await trial.lab.agent(subject, 'check.sign-in', via, password);
  must('notes' in seen, `Signing in: ${'notes' in seen ? '' : failureText(seen)}`);
  return seen.notes;
}

export async function putMark(trial: Trial, subject: Subject, token: string): Promise<void> {
  const put = await trial.lab.agent(subject, 'seed.put', { token }, await passwordOf(trial, subject));
  must('notes' in put, `Writing user data: ${'notes' in put ? '' : failureText(put)}`);
}

export async function hasMark(trial: Trial, subject: Subject, token: string): Promise<boolean> {
  const found = await trial.lab.agent(subject, 'seed.find', { token }, await passwordOf(trial, subject));
  return 'notes' in found;
}

export async function mustHaveMark(
  trial: Trial,
  subject: Subject,
  token: string,
  when: string,
): Promise<void> {
  const found = await trial.lab.agent(subject, 'seed.find', { token }, await passwordOf(trial, subject));
  must(
    'notes' in found,
    `The data that was written is not there ${when}: ${'notes' in found ? '' : failureText(found)}`,
  );
}

/** What its server has on record of an installation: account, port, root. */
export async function recordOf(subject: Subject): Promise<RegistryRecord> {
  const text = await onHost(subject.host.sandbox, 'cat "/var/lib/hop3/registry/$1.json"', [
    subject.installation,
  ]);
  const record = registryRecord(text);
  must(record !== null, 'The server has no record of the installation.');
  return record;
}

/** The Unix account of an installation. */
export const userOf = async (subject: Subject): Promise<string> => (await recordOf(subject)).user;
