// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { ArrowUpRight, CircleCheck, KeyRound } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { OperationView } from '#contract/site-api/operations.ts';
import { Allowed } from '../../../../_console/allowed.tsx';
import { SignInDetailsDialog } from '../../../../_console/sign-in-details-dialog.tsx';
import { Button, buttonClass } from '../../../../_ui/button.tsx';
import { LinkButton } from '../../../../_ui/link-button.tsx';
import { Notice } from '../../../../_ui/panel.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { doneWords } from './ending-words.ts';

interface Done {
  view: OperationView;
  installation: InstallationView | undefined;
}

/** What was done, what it means, and what to do next. */
export function DoneNotice({ view, installation }: Done) {
  const { title, text } = doneWords(view, installation);
  return (
    <Notice
      tone="hop"
      sign={<CircleCheck size="1em" aria-hidden />}
      title={title}
      action={<Next view={view} installation={installation} />}
    >
      {text} <Further view={view} installation={installation} />
    </Notice>
  );
}

/** Buttons: at most one of them is the primary one. */
function Next({ view, installation }: Done) {
  switch (view.kind) {
    case 'install':
      return (
        <Buttons>
          {installation?.hasAdmin ? <SignInButton installation={installation} tone="plain" /> : null}
          <OpenButton installation={installation} />
        </Buttons>
      );
    case 'reset-password':
      return installation === undefined ? null : <SignInButton installation={installation} tone="primary" />;
    case 'restart':
    case 'restore':
    case 'install-from-backup':
    case 'update':
    case 'roll-back':
    case 'change-domain':
    case 'set-certificate':
      return <OpenButton installation={installation} />;
    case 'backup':
    case 'set-backup-plan':
      return installation === undefined || installation.state === 'removed' ? (
        <LinkButton href={paths.installations()} tone="ink" size="small">
          Installations
        </LinkButton>
      ) : (
        <LinkButton href={paths.installation(installation.id, 'backups')} tone="ink" size="small">
          Backups
        </LinkButton>
      );
    case 'uninstall':
      return (
        <LinkButton href={paths.installations()} tone="ink" size="small">
          Installations
        </LinkButton>
      );
    case 'connect-host':
      return (
        <Buttons>
          <LinkButton href={paths.host(view.host)}>See the host</LinkButton>
          <LinkButton href={paths.catalogue()} tone="primary">
            Pick an app
          </LinkButton>
        </Buttons>
      );
    case 'disconnect-host':
      return (
        <LinkButton href={paths.hosts()} tone="ink" size="small">
          Hosts
        </LinkButton>
      );
    case 'open-store':
      return (
        <LinkButton href={paths.backupPlaces()} tone="ink" size="small">
          Places for backups
        </LinkButton>
      );
  }
}

/** Where to look after it, and what a browser may say. */
function Further({ view, installation }: Done) {
  if (installation === undefined || installation.state === 'removed') return null;
  const privately =
    view.kind === 'set-certificate'
      ? view.asked.issuer === 'private'
      : installation.issuer === 'private' &&
        (view.kind === 'install' || view.kind === 'install-from-backup' || view.kind === 'change-domain');
  return (
    <>
      {privately ? (
        <>
          If your browser warns about the certificate, it does not know your own authority yet:{' '}
          <TextLink href={paths.settings()}>add it once</TextLink>.{' '}
        </>
      ) : null}
      {view.kind === 'update' ? (
        <TextLink href={paths.installation(installation.id, 'settings')}>The way back</TextLink>
      ) : view.kind === 'restore' || view.kind === 'install-from-backup' ? (
        <TextLink href={paths.installation(installation.id, 'backups')}>Its backups</TextLink>
      ) : view.kind === 'change-domain' || view.kind === 'set-certificate' ? (
        <TextLink href={paths.installation(installation.id, 'addresses')}>Its address</TextLink>
      ) : view.kind === 'backup' || view.kind === 'set-backup-plan' ? null : (
        <TextLink href={paths.installation(installation.id)}>Look after it</TextLink>
      )}
    </>
  );
}

function TextLink({ href, children }: { href: ReturnType<typeof paths.settings>; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} className="underline underline-offset-2">
      {children}
    </Link>
  );
}

function Buttons({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap gap-2.5">{children}</div>;
}

function OpenButton({ installation }: { installation: InstallationView | undefined }) {
  if (installation === undefined) return null;
  return (
    <a href={installation.url} target="_blank" rel="noopener" className={buttonClass('primary')}>
      Open <ArrowUpRight size={17} aria-hidden />
    </a>
  );
}

function SignInButton({ installation, tone }: { installation: InstallationView; tone: 'plain' | 'primary' }) {
  const [asking, setAsking] = useState(false);
  return (
    <Allowed to="installations.revealSignIn">
      <Button tone={tone} onClick={() => setAsking(true)}>
        <KeyRound size={17} aria-hidden /> Sign-in details
      </Button>
      <SignInDetailsDialog installation={installation} open={asking} onOpenChange={setAsking} />
    </Allowed>
  );
}
