// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { type BackupSchedule, DEFAULT_RETENTION, DEFAULT_SCHEDULE } from '#contract/backup.ts';
import { type BackupPlanView, type BackupTargetView, backupPlanInput } from '#contract/site-api/backups.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { placeSafety, scheduleWords } from '../../../../../_console/backup-words.ts';
import { ErrorNotice } from '../../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../../_console/site-error.ts';
import { useTRPC } from '../../../../../_console/trpc.ts';
import { Button } from '../../../../../_ui/button.tsx';
import { Choice } from '../../../../../_ui/choice.tsx';
import { CheckField, TextField } from '../../../../../_ui/field.tsx';
import { paths } from '../../../../../_ui/paths.ts';

const EVERY: { every: BackupSchedule['every']; title: string }[] = [
  { every: 'day', title: 'Every day' },
  { every: 'six-hours', title: 'Four times a day' },
  { every: 'hour', title: 'Every hour' },
  { every: 'week', title: 'Every week, on Sundays' },
];

/** Texts as they are typed. */
interface PlanAnswers {
  every: BackupSchedule['every'];
  at: string;
  daily: string;
  weekly: string;
  monthly: string;
  paused: boolean;
  targets: string[];
}

function answersOf(plan: BackupPlanView | null): PlanAnswers {
  const { every, at } = plan?.schedule ?? DEFAULT_SCHEDULE;
  const { daily, weekly, monthly } = plan?.keep ?? DEFAULT_RETENTION;
  return {
    ...{ every, at, daily: String(daily), weekly: String(weekly), monthly: String(monthly) },
    paused: plan?.paused ?? false,
    targets: plan?.targets.map(({ id }) => id) ?? ['local'],
  };
}

export function PlanForm({
  installation,
  plan,
  timezone,
  targets,
  onClose,
}: {
  installation: InstallationView;
  plan: BackupPlanView | null;
  timezone: string;
  targets: BackupTargetView[];
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const router = useRouter();
  const [answers, setAnswers] = useState(() => answersOf(plan));
  const [fields, setFields] = useState<Record<string, string>>({});
  const change = (change: Partial<PlanAnswers>) => setAnswers((before) => ({ ...before, ...change }));
  const save = useMutation(
    trpc.backups.setPlan.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
      onError: (error) => setFields(siteErrorOf(error).fields),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { every, at, daily, weekly, monthly, paused } = answers;
    const number = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);
    const parsed = backupPlanInput.safeParse({
      installation: installation.id,
      schedule: { every, at },
      keep: { daily: number(daily), weekly: number(weekly), monthly: number(monthly) },
      paused,
      // The disk of the server first: visitors wait only until its copy is made.
      targets: targets.map(({ id }) => id).filter((id) => answers.targets.includes(id)),
    });
    if (parsed.success) {
      setFields({});
      save.mutate(parsed.data);
      return;
    }
    const found: Record<string, string> = {};
    for (const issue of parsed.error.issues) found[issue.path.join('.')] ??= issue.message;
    setFields(found);
  };
  const toggle = (id: string, chosen: boolean) =>
    change({
      targets: chosen ? [...answers.targets, id] : answers.targets.filter((each) => each !== id),
    });
  const timeIsGood = /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(answers.at);
  return (
    <form onSubmit={submit} noValidate className="space-y-6">
      {save.error && Object.keys(siteErrorOf(save.error).fields).length === 0 ? (
        <ErrorNotice error={save.error} />
      ) : null}
      <fieldset>
        <legend className="mb-2 font-semibold text-[15px]">How often</legend>
        <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
          {EVERY.map(({ every, title }) => (
            <Choice
              key={every}
              name="every"
              value={every}
              chosen={answers.every === every}
              onChoose={() => change({ every })}
              title={title}
            />
          ))}
        </div>
        <TextField
          id="plan-at"
          type="time"
          className="mt-4 max-w-96"
          inputClassName="max-w-36"
          label={answers.every === 'hour' ? 'At these minutes' : 'At'}
          help={`${timeIsGood ? `${scheduleWords({ every: answers.every, at: answers.at })}. ` : ''}The clock is that of ${timezone === 'Etc/UTC' ? 'UTC' : timezone}.`}
          value={answers.at}
          error={fields['schedule.at'] ? 'A time such as 03:15' : undefined}
          onChange={(event) => change({ at: event.target.value })}
        />
      </fieldset>
      <fieldset>
        <legend className="mb-2 font-semibold text-[15px]">How long they are kept</legend>
        <div className="grid grid-cols-3 gap-4">
          <NumberField
            id="plan-daily"
            label="Days"
            value={answers.daily}
            error={fields['keep.daily'] ? 'From 1 to 90' : undefined}
            onChange={(daily) => change({ daily })}
          />
          <NumberField
            id="plan-weekly"
            label="Weeks"
            value={answers.weekly}
            error={fields['keep.weekly'] ? 'From 0 to 52' : undefined}
            onChange={(weekly) => change({ weekly })}
          />
          <NumberField
            id="plan-monthly"
            label="Months"
            value={answers.monthly}
            error={fields['keep.monthly'] ? 'From 0 to 60' : undefined}
            onChange={(monthly) => change({ monthly })}
          />
        </div>
        <p className="mt-2 text-[14.5px] text-muted">
          One of each day, then one of each week and of each month. The newest is always kept, and those from
          before an update or a restore until you delete them.
        </p>
      </fieldset>
      <fieldset aria-describedby={fields['targets'] ? 'plan-targets-error' : undefined}>
        <legend className="mb-2 font-semibold text-[15px]">Where</legend>
        <div className="space-y-3">
          {targets.map((target) => {
            const isItself = target.host === installation.host;
            return (
              <CheckField
                key={target.id}
                id={`plan-${target.id}`}
                label={target.kind === 'local' ? `${installation.hostName} itself` : target.name}
                help={
                  isItself ? 'It runs there: a copy would be lost with it.' : placeSafety(target.kind).text
                }
                checked={answers.targets.includes(target.id)}
                disabled={isItself}
                onChange={(event) => toggle(target.id, event.target.checked)}
              />
            );
          })}
        </div>
        {fields['targets'] ? (
          <p id="plan-targets-error" className="mt-2 text-[14.5px] text-brick" aria-live="polite">
            {fields['targets']}
          </p>
        ) : null}
        <p className="mt-3 text-[14.5px] text-muted">
          {targets.length === 1
            ? 'There is no place elsewhere yet, so losing the server would lose all. '
            : ''}
          <Link href={paths.addBackupPlace()} className="text-ink underline underline-offset-2">
            Add a place
          </Link>
        </p>
      </fieldset>
      <CheckField
        id="plan-paused"
        label="Pause"
        help="No backups are made until you go on. What is kept stays."
        checked={answers.paused}
        onChange={(event) => change({ paused: event.target.checked })}
      />
      <div className="flex flex-wrap justify-end gap-2.5">
        <Button onClick={onClose}>Leave it</Button>
        <Button type="submit" tone="primary" busy={save.isPending || save.isSuccess}>
          Save the plan
        </Button>
      </div>
    </form>
  );
}

function NumberField({
  id,
  label,
  value,
  error,
  onChange,
}: {
  id: string;
  label: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <TextField
      id={id}
      label={label}
      value={value}
      error={error}
      inputMode="numeric"
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
