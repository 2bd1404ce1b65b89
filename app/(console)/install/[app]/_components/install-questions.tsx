// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useRef, useState } from 'react';
import type { HostView } from '#contract/site-api/hosts.ts';
import { AddressField } from '../../../../_console/address-field.tsx';
import { HostSelect } from '../../../../_console/host-select.tsx';
import {
  checkAnswers,
  defaultAnswers,
  type InstallAnswers,
  suggestLabel,
} from '../../../../_console/install-answers.ts';
import { IssuerField } from '../../../../_console/issuer-field.tsx';
import { ErrorNotice } from '../../../../_console/query-state.tsx';
import { siteErrorOf } from '../../../../_console/site-error.ts';
import { useTRPC } from '../../../../_console/trpc.ts';
import { TextField } from '../../../../_ui/field.tsx';
import { Panel } from '../../../../_ui/panel.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { AdvancedFields } from './advanced-fields.tsx';
import type { InstallFormApp } from './install-form.tsx';
import { ReadyPanel } from './ready-panel.tsx';
import { SettingField } from './setting-field.tsx';

/** The one page of questions: as few as the app allows, with the checks beside them. */
export function InstallQuestions({
  app,
  appTitle,
  settings,
  adminUsername,
  host: wanted,
  hosts,
  taken,
}: InstallFormApp & { hosts: HostView[]; taken: string[] }) {
  const trpc = useTRPC();
  const router = useRouter();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const suggested = (host: HostView | undefined) =>
    host?.domainSuffix ? `${suggestLabel(app, host.domainSuffix, new Set(taken))}.${host.domainSuffix}` : '';

  const [answers, setAnswers] = useState<InstallAnswers>(() => {
    const host = hosts.find(({ id }) => id === wanted) ?? hosts[0];
    return {
      host: host?.id ?? '',
      title: appTitle,
      domain: suggested(host),
      settings: defaultAnswers(settings),
      adminUsername: '',
      issuer: 'acme',
    };
  });
  const [fields, setFields] = useState<Record<string, string>>({});
  const change = (change: Partial<InstallAnswers>) => {
    setAnswers((before) => ({ ...before, ...change }));
    // A mistake is forgotten once its answer changes; it is looked at again when the form is sent.
    setFields((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in change))));
  };
  const changeSetting = (name: string, value: string | boolean) => {
    setAnswers((before) => ({ ...before, settings: { ...before.settings, [name]: value } }));
    setFields(({ [`settings.${name}`]: _gone, ...rest }) => rest);
  };
  const host = hosts.find(({ id }) => id === answers.host) ?? hosts[0];
  // A server with names of its own has its own authority for them: nothing to choose.
  const asked: InstallAnswers = host?.domainSuffix === null ? answers : { ...answers, issuer: 'private' };

  const showMistakes = (mistakes: Record<string, string>) => {
    setFields(mistakes);
    requestAnimationFrame(() => {
      const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
      first?.closest('details')?.setAttribute('open', '');
      first?.focus();
    });
  };
  const install = useMutation(
    trpc.installations.install.mutationOptions({
      onSuccess: ({ operation }) => router.push(paths.operation(operation)),
      onError: (error) => {
        const refused = siteErrorOf(error);
        showMistakes(
          Object.fromEntries(
            Object.entries(refused.fields).map(([name, message]) => [
              name,
              refused.remedy === null ? message : `${message} ${refused.remedy}`,
            ]),
          ),
        );
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = checkAnswers(app, settings, asked);
    if (!checked.ok) {
      showMistakes(checked.fields);
      return;
    }
    setFields({});
    install.mutate(checked.input);
  };

  const questions = Object.entries(settings).filter(([, setting]) => !setting.advanced);
  const unplaced = install.error && Object.keys(siteErrorOf(install.error).fields).length === 0;
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_380px] lg:gap-10">
      <form ref={form} id={formId} onSubmit={submit} noValidate className="min-w-0">
        {unplaced ? <ErrorNotice error={install.error} className="mb-5" /> : null}
        <Panel className="space-y-6 p-5 sm:p-6">
          <HostSelect
            hosts={hosts}
            value={answers.host}
            error={fields['host']}
            onChange={(id) => change({ host: id, domain: suggested(hosts.find((each) => each.id === id)) })}
          />
          <TextField
            id="title"
            label="Name"
            help="How it is called in your list. Several of the same app can live beside each other."
            value={answers.title}
            error={fields['title']}
            onChange={(event) => change({ title: event.target.value })}
            maxLength={80}
            autoComplete="off"
          />
          <AddressField
            host={host}
            value={answers.domain}
            error={fields['domain']}
            onChange={(domain) => change({ domain })}
          />
          {host?.domainSuffix === null ? (
            <IssuerField
              value={answers.issuer}
              error={fields['issuer']}
              onChange={(issuer) => change({ issuer })}
            />
          ) : null}
          {questions.map(([name, setting]) => (
            <SettingField
              key={name}
              name={name}
              setting={setting}
              value={answers.settings[name] ?? ''}
              error={fields[`settings.${name}`]}
              onChange={(value) => changeSetting(name, value)}
            />
          ))}
          <AdvancedFields
            settings={settings}
            answers={answers}
            fields={fields}
            adminUsername={adminUsername}
            onSetting={changeSetting}
            onAdminUsername={(value) => change({ adminUsername: value })}
          />
        </Panel>
      </form>
      <ReadyPanel
        app={app}
        appTitle={appTitle}
        formId={formId}
        host={answers.host}
        title={answers.title}
        domain={answers.domain}
        issuer={asked.issuer}
        busy={install.isPending || install.isSuccess}
      />
    </div>
  );
}
