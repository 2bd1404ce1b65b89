// SPDX-License-Identifier: AGPL-3.0-or-later
import type { InstallationView } from '#contract/site-api/installations.ts';
import { Seal } from '../_ui/seal.tsx';
import { promiseSegments, promisesLabel } from './promise-words.ts';

/** The seal of what a server promises; hovering says what is not kept, and screen readers do. */
export function PromiseSeal({
  promises,
  size,
  label = promisesLabel(promises),
}: {
  promises: InstallationView['promises'];
  size: number;
  label?: string;
}) {
  if (promises.length === 0) return null;
  return (
    <span title={label} className="inline-flex shrink-0">
      <Seal segments={promises.map(({ state }) => promiseSegments[state])} size={size} label={label} />
    </span>
  );
}
