// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { CircleAlert, LoaderCircle, Trash2, Unplug } from 'lucide-react';
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Allowed } from '../../../../_console/allowed.tsx';
import { LinkButton } from '../../../../_ui/link-button.tsx';
import { Notice } from '../../../../_ui/panel.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { ClearAwayButton } from './clear-away-button.tsx';
import { RestartButton } from './restart-button.tsx';

/** What is not as it should be, and what to do about it; nothing when all is well. */
export function NeedsYou({ installation }: { installation: InstallationView }) {
  const className = 'mt-6';
  if (installation.currentOperation !== null) {
    return (
      <Notice
        tone="amber"
        className={className}
        sign={<LoaderCircle size="1em" aria-hidden />}
        title={
          installation.state === 'installing'
            ? 'It is being installed'
            : installation.state === 'uninstalling'
              ? 'It is being removed'
              : 'Something is being done with it'
        }
        action={
          <LinkButton href={paths.operation(installation.currentOperation)} tone="ink" size="small">
            Watch it
          </LinkButton>
        }
      >
        It goes on without you, and can be watched from anywhere.
      </Notice>
    );
  }
  switch (installation.state) {
    case 'failing':
      return (
        <Notice
          tone="brick"
          className={className}
          sign={<CircleAlert size="1em" aria-hidden />}
          title="It does not answer"
          action={
            <div className="flex gap-2.5">
              <LinkButton href={paths.installation(installation.id, 'logs')} size="small">
                Read its logs
              </LinkButton>
              <RestartButton installation={installation} tone="ink" size="small" />
            </div>
          }
        >
          Its data is untouched. The last lines of its logs often say why; a restart often helps.
        </Notice>
      );
    case 'stopped':
      return (
        <Notice
          tone="amber"
          className={className}
          sign={<CircleAlert size="1em" aria-hidden />}
          title="It is stopped"
          action={<RestartButton installation={installation} tone="ink" size="small" label="Start it" />}
        >
          Visitors see an error page. Its data is untouched.
        </Notice>
      );
    case 'unknown':
      return (
        <Notice
          tone="amber"
          className={className}
          sign={<Unplug size="1em" aria-hidden />}
          title={`${installation.hostName} could not be asked`}
          action={
            <LinkButton href={paths.host(installation.host)} tone="ink" size="small">
              See the host
            </LinkButton>
          }
        >
          It may well be running: hosts keep what runs on them alive by themselves.
        </Notice>
      );
    case 'install-failed':
      return (
        <Notice
          tone="brick"
          className={className}
          sign={<CircleAlert size="1em" aria-hidden />}
          title="It was not installed"
          action={
            <div className="flex flex-wrap gap-2.5">
              <ClearAwayButton installation={installation} />
              {installation.lastOperation ? (
                <LinkButton href={paths.operation(installation.lastOperation)} tone="ink" size="small">
                  What happened
                </LinkButton>
              ) : null}
            </div>
          }
        >
          What happened says why, and lets you try again.
        </Notice>
      );
    case 'removed':
      return (
        <Notice
          tone="plain"
          className={className}
          sign={<Trash2 size="1em" aria-hidden />}
          title="It was removed"
          action={
            <div className="flex flex-wrap gap-2.5">
              {installation.lastOperation ? (
                <LinkButton href={paths.operation(installation.lastOperation)} size="small">
                  What happened
                </LinkButton>
              ) : null}
              <Allowed to="installations.install">
                <LinkButton href={paths.install(installation.app)} size="small">
                  Install it anew
                </LinkButton>
              </Allowed>
              <LinkButton href={paths.installation(installation.id, 'backups')} tone="ink" size="small">
                See its backups
              </LinkButton>
            </div>
          }
        >
          Nothing of it runs any more. It can be brought back from a backup, where it had any.
        </Notice>
      );
    case 'installing':
    case 'running':
    case 'uninstalling':
      return null;
  }
}
