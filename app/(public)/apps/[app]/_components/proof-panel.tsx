// SPDX-License-Identifier: AGPL-3.0-or-later
import { Check, Circle, X } from 'lucide-react';
import {
  checkState,
  type Proof,
  type ProofCheckId,
  type ProofResult,
  proofCheckId,
} from '#contract/proof.ts';
import type { Evidence } from '#server/catalogue/read-proof.ts';
import { CHECK_COUNT, CHECKS, passedCount, sealOf } from '../../../../_catalogue/checks.ts';
import { formatDuration } from '../../../../_ui/format.ts';
import { Panel } from '../../../../_ui/panel.tsx';
import { Seal } from '../../../../_ui/seal.tsx';

const SYSTEMS = { trixie: 'Debian 13', bookworm: 'Debian 12' } as const;
const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** What a machine saw on real servers, when, and how anybody can see it again. Unknown is shown as unknown. */
export function ProofPanel({ app, evidence }: { app: string; evidence: Evidence }) {
  const { proof, current } = evidence;
  const passed = passedCount(proof);
  return (
    <Panel>
      <div className="flex items-center gap-5 border-line border-b p-6">
        <Seal segments={sealOf(proof)} size={68} label={`${passed} of ${CHECK_COUNT} checks passed`} />
        <div>
          <h2 className="font-semibold text-[23px]">
            {proof === null ? 'Not proven yet' : `${passed} of ${CHECK_COUNT} checks passed`}
          </h2>
          <p className="text-muted">{proof === null ? NOT_YET : summaryOf(proof, current)}</p>
        </div>
      </div>
      <ol className="px-6 py-2">
        {proofCheckId.options.map((check) => (
          <CheckLine key={check} check={check} proof={proof} />
        ))}
      </ol>
      <div className="border-line border-t px-6 py-4 text-[14px] text-muted">
        See it yourself on this computer, on fresh servers:
        <code className="mt-1.5 block overflow-x-auto rounded-lg bg-sunken px-3 py-2 font-mono text-[13px] text-ink">
          npm run prove -- {app}
        </code>
      </div>
    </Panel>
  );
}

const NOT_YET =
  'These checks run on real servers and are dated here. Your own install signs in before it opens, in any case.';

function summaryOf(proof: Proof, current: boolean): string {
  const systems = [...new Set(proof.results.map((result) => SYSTEMS[result.os]))].sort().join(' and ');
  const version = proof.roots[0]?.version;
  const about = `${version === undefined ? '' : `Version ${version} on `}${systems}, ${date.format(proof.finishedAtMs)}, ${formatDuration(proof.durationMs)}`;
  return current ? about : `${about}. The package was changed since: this is about the one before.`;
}

/** The system; with its date where the check was made later than the proof. */
const whereSeen = ({ os, platform, atMs }: ProofResult) =>
  platform === undefined ? SYSTEMS[os] : `${SYSTEMS[os]}, ${date.format(atMs)}`;

function CheckLine({ check, proof }: { check: ProofCheckId; proof: Proof | null }) {
  const state = checkState(proof, check);
  const results = proof?.results.filter((result) => result.check === check) ?? [];
  const failed = results.find((result) => !result.passed);
  const { title, more } = CHECKS[check];
  const durationMs = results.reduce((sum, result) => sum + result.durationMs, 0);
  const notes = results.flatMap((result) => result.notes.map((note) => `${whereSeen(result)}: ${note}`));
  const line = (
    <>
      {state === 'passed' ? (
        <Check size={15} className="shrink-0 translate-y-[2px] text-hop" aria-label="passed" />
      ) : state === 'failed' ? (
        <X size={15} className="shrink-0 translate-y-[2px] text-brick" aria-label="failed" />
      ) : (
        <Circle size={15} className="shrink-0 translate-y-[2px] text-muted/60" aria-hidden />
      )}
      <span className="min-w-0">
        {title}
        {more === null ? null : <span className="text-muted">, {more}</span>}
      </span>
      <span className="ml-auto whitespace-nowrap text-[13.5px] text-muted tabular-nums">
        {state === 'unknown' ? 'unknown' : formatDuration(durationMs)}
      </span>
    </>
  );
  if (notes.length === 0 && failed === undefined) {
    return <li className="flex items-baseline gap-3 border-line border-b py-2.5 last:border-0">{line}</li>;
  }
  return (
    <li className="border-line border-b last:border-0">
      <details>
        <summary className="flex cursor-pointer list-none items-baseline gap-3 py-2.5 [&::-webkit-details-marker]:hidden">
          {line}
        </summary>
        <ul className="mb-3 ml-7 list-disc space-y-0.5 pl-4 text-[14px] text-muted marker:text-line">
          {failed?.failure ? <li className="text-brick">{failed.failure}</li> : null}
          {notes.map((note) => (
            <li key={note} className="break-words">
              {note}
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
