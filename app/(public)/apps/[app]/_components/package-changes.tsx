// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ChangelogEntry } from '#server/catalogue/changelog.ts';

const AT_ONCE = 2;

/** What each version of the package brought. The app's own changes are told by its makers. */
export function PackageChanges({ changelog }: { changelog: readonly ChangelogEntry[] }) {
  if (changelog.length === 0) return null;
  const older = changelog.slice(AT_ONCE);
  return (
    <section aria-labelledby="package-changes">
      <h2 id="package-changes" className="mb-3 font-semibold text-[20px]">
        Changes of the package
      </h2>
      <Entries entries={changelog.slice(0, AT_ONCE)} />
      {older.length === 0 ? null : (
        <details className="mt-3 text-[15.5px]">
          <summary className="w-fit cursor-pointer text-muted underline underline-offset-2">
            {older.length} older
          </summary>
          <div className="mt-3">
            <Entries entries={older} />
          </div>
        </details>
      )}
    </section>
  );
}

function Entries({ entries }: { entries: readonly ChangelogEntry[] }) {
  return (
    <dl className="space-y-3 text-[15.5px]">
      {entries.map(({ packageVersion, lines }) => (
        <div key={packageVersion} className="flex gap-4">
          <dt className="w-14 shrink-0 font-mono text-[14px] text-muted leading-6.5 tabular-nums">
            {packageVersion}
          </dt>
          <dd className="min-w-0 space-y-1">
            {lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
