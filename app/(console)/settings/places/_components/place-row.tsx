// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { HardDrive, KeyRound, Server, Vault } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import type { BackupTargetView } from '#contract/site-api/backups.ts';
import { Allowed } from '../../../../_console/allowed.tsx';
import { placeKinds, placeSafety } from '../../../../_console/backup-words.ts';
import { Button } from '../../../../_ui/button.tsx';
import { plural } from '../../../../_ui/format.ts';
import { LinkButton } from '../../../../_ui/link-button.tsx';
import { paths } from '../../../../_ui/paths.ts';
import { StatusDot } from '../../../../_ui/status-dot.tsx';
import { CheckPlace } from './check-place.tsx';
import { PublicKeyLine } from './public-key-line.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

const SIZE = 21;
const signs: Record<BackupTargetView['kind'], React.ReactNode> = {
  local: <HardDrive size={SIZE} aria-hidden />,
  sftp: <Server size={SIZE} aria-hidden />,
  store: <Vault size={SIZE} aria-hidden />,
};

export function PlaceRow({ place }: { place: BackupTargetView }) {
  const [removing, setRemoving] = useState(false);
  const [keyShown, setKeyShown] = useState(false);
  const { safe, text } = placeSafety(place.kind);
  return (
    <li className="px-5 py-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-sunken text-muted">
          {signs[place.kind]}
        </span>
        <div className="min-w-0 flex-1 basis-52">
          <h2 className="font-sans font-semibold text-[17px] tracking-normal">{place.name}</h2>
          <p className="break-words text-[14.5px] text-muted">
            {placeKinds[place.kind]}
            {place.where === null ? '' : ` at ${place.where}`}
          </p>
          <p className="mt-1 flex gap-2 text-[14.5px]">
            <span>
              <StatusDot tone={place.kind === 'local' ? 'muted' : safe ? 'hop' : 'amber'} />
            </span>
            {text}
          </p>
          <p className="mt-1 text-[14.5px] text-muted">
            {place.backups === 0 ? 'No backup is there yet.' : `${plural(place.backups, 'backup')} there.`}{' '}
            <Users place={place} />
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {place.currentOperation ? (
            <LinkButton href={paths.operation(place.currentOperation)} size="small">
              Watch it
            </LinkButton>
          ) : null}
          {place.publicKey === null ? null : (
            <Button size="small" aria-expanded={keyShown} onClick={() => setKeyShown(!keyShown)}>
              <KeyRound size={15} aria-hidden /> Our key
            </Button>
          )}
          {place.kind === 'local' ? null : (
            <Allowed to="backups.targets.remove">
              <Button size="small" aria-label={`Remove ${place.name}`} onClick={() => setRemoving(true)}>
                Remove
              </Button>
            </Allowed>
          )}
        </div>
      </div>
      {keyShown && place.publicKey !== null ? (
        <div className="mt-4 space-y-4 sm:ml-15">
          <PublicKeyLine publicKey={place.publicKey} />
          <CheckPlace target={place.id} />
        </div>
      ) : null}
      <RemoveDialog place={place} open={removing} onOpenChange={setRemoving} />
    </li>
  );
}

function Users({ place: { usedBy, kind } }: { place: BackupTargetView }) {
  if (usedBy.length === 0)
    return kind === 'local' ? 'No plan uses it.' : 'No plan uses it: choose it in one.';
  return (
    <>
      Used by{' '}
      {usedBy.map(({ installation, title }, index) => (
        <span key={installation}>
          {index === 0 ? '' : ', '}
          <Link
            href={paths.installation(installation, 'backups')}
            prefetch={false}
            className="text-ink underline underline-offset-2"
          >
            {title}
          </Link>
        </span>
      ))}
      .
    </>
  );
}
