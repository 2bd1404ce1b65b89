// SPDX-License-Identifier: AGPL-3.0-or-later
import { Compass } from 'lucide-react';
import { Footer } from './_shell/footer.tsx';
import { Header } from './_shell/header.tsx';
import { EmptyState } from './_ui/empty-state.tsx';
import { LinkButton } from './_ui/link-button.tsx';
import { paths } from './_ui/paths.ts';

export default function NotFound() {
  return (
    <>
      <Header person="ask" />
      <main id="content" tabIndex={-1} className="page-column w-full flex-1 py-14 outline-none">
        <h1 className="sr-only">Not found</h1>
        <EmptyState
          sign={<Compass size="1em" />}
          title="There is nothing at this address"
          action={
            <>
              <LinkButton href={paths.catalogue()} tone="primary">
                Open the catalogue
              </LinkButton>
              <LinkButton href={paths.installations()}>Your installations</LinkButton>
            </>
          }
        >
          It may have been removed, or the link has a mistake in it. Nothing of yours was changed.
        </EmptyState>
      </main>
      <Footer />
    </>
  );
}
