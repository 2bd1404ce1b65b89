// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Picture, picturesOf } from '../../../../_catalogue/pictures.ts';
import { paths } from '../../../../_ui/paths.ts';

/** What the proof run saw in a browser. Nothing where it took no pictures. */
export function PictureRow({ app, title }: { app: string; title: string }) {
  const pictures = picturesOf(app);
  if (pictures.length === 0) return null;
  return (
    <section aria-label="Pictures">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <ul tabIndex={0} className="-mx-1 flex snap-x scroll-px-1 gap-4 overflow-x-auto px-1 pb-2">
        {pictures.map((picture, index) => (
          <li key={picture.file} className="shrink-0 snap-start">
            <Frame app={app} title={title} picture={picture} isFirst={index === 0} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Frame({
  app,
  title,
  picture,
  isFirst,
}: {
  app: string;
  title: string;
  picture: Picture;
  /** The largest thing on the first screen. */
  isFirst: boolean;
}) {
  return (
    <figure>
      {/* biome-ignore lint/performance/noImgElement: its size is known and it is served as it is; next/image would only add its script. */}
      <img
        src={paths.picture(app, picture.file)}
        alt={`${title}: ${picture.title.toLowerCase()}`}
        width={picture.width}
        height={picture.height}
        loading={isFirst ? 'eager' : 'lazy'}
        fetchPriority={isFirst ? 'high' : 'auto'}
        decoding="async"
        className="h-[220px] w-auto rounded-xl border border-line bg-sunken sm:h-[360px]"
      />
      <figcaption className="mt-1.5 text-[13.5px] text-muted">
        {picture.title}, taken by the proof run
      </figcaption>
    </figure>
  );
}
