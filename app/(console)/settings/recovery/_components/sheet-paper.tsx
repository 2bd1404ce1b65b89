// SPDX-License-Identifier: AGPL-3.0-or-later
import type { SheetBlock, SheetPart } from './sheet-text.ts';

/** The sheet as it is shown and printed. */
export function SheetPaper({
  organisation,
  made,
  parts,
}: {
  organisation: string;
  made: string;
  parts: SheetPart[];
}) {
  return (
    <article className="rounded-2xl border border-line bg-surface p-6 sm:p-8 print:border-0 print:bg-white print:p-0 print:text-black">
      <header>
        <p className="text-[14.5px] text-muted print:text-black">Hop3 recovery sheet</p>
        <h2 className="font-bold text-[26px]">{organisation}</h2>
        <p className="mt-1 text-[14.5px] text-muted print:text-black">{made}</p>
        <p className="mt-3 text-[15px]">
          Whoever has this can read every backup. Keep it where none of the servers is.
        </p>
      </header>
      {parts.map(({ title, blocks }) => (
        <section key={title} className="mt-7 print:mt-5">
          <h3 className="break-after-avoid font-semibold text-[18px]">{title}</h3>
          <div className="mt-2 space-y-3">
            {blocks.map((block, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the sheet never changes while it is shown
              <Block key={index} block={block} />
            ))}
          </div>
        </section>
      ))}
    </article>
  );
}

function Block({ block }: { block: SheetBlock }) {
  switch (block.kind) {
    case 'text':
      return <p className="max-w-[72ch] text-[15px]">{block.text}</p>;
    case 'key':
      return (
        <div className="break-inside-avoid">
          <p className="text-[14.5px] text-muted print:text-black">{block.name}</p>
          <p className="mt-1 break-all rounded-xl bg-sunken px-4 py-3 font-mono text-[16px] print:border print:border-black print:bg-white">
            {block.value}
          </p>
        </div>
      );
    case 'lines':
      return (
        <pre className="break-inside-avoid whitespace-pre-wrap break-all rounded-xl bg-sunken px-4 py-3 font-mono text-[13px] leading-relaxed print:bg-white print:px-0 print:py-1 print:text-[11px]">
          {block.lines.join('\n')}
        </pre>
      );
    case 'facts':
      return (
        <div className="break-inside-avoid text-[15px]">
          {block.title ? <p className="font-semibold">{block.title}</p> : null}
          <dl>
            {block.facts.map(([term, value]) => (
              <div key={term} className="flex flex-wrap gap-x-3 border-line border-b py-1.5 last:border-0">
                <dt className="w-40 shrink-0 text-muted print:text-black">{term}</dt>
                <dd className="min-w-0 flex-1 basis-60 break-all">{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      );
  }
}
