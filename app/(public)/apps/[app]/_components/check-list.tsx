// SPDX-License-Identifier: AGPL-3.0-or-later
import { Circle } from 'lucide-react';
import { CHECKS, UNPROVEN } from '../../../../_catalogue/checks.ts';
import { Panel } from '../../../../_ui/panel.tsx';
import { Seal } from '../../../../_ui/seal.tsx';

/** What a proof checks. Nothing has been proven by a machine yet, and the page says so. */
export function CheckList() {
  return (
    <Panel>
      <div className="flex items-center gap-5 border-line border-b p-6">
        <Seal segments={UNPROVEN} size={68} label={`0 of ${CHECKS.length} checks proven`} />
        <div>
          <h2 className="font-semibold text-[23px]">Not proven yet</h2>
          <p className="text-muted">
            These {CHECKS.length} checks will run on real servers and be dated here. Your own install already
            signs in before it opens.
          </p>
        </div>
      </div>
      <ol className="px-6 py-2">
        {CHECKS.map((check) => (
          <li
            key={check.title}
            className="flex items-baseline gap-3 border-line border-b py-2.5 last:border-0"
          >
            <Circle size={15} className="shrink-0 translate-y-[2px] text-muted/60" aria-hidden />
            <span>
              {check.title}
              {check.more === null ? null : <span className="text-muted">, {check.more}</span>}
            </span>
            <span className="ml-auto whitespace-nowrap text-[13.5px] text-muted">unknown</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
