// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactNode } from 'react';
import { Footer } from '../_shell/footer.tsx';
import { Header } from '../_shell/header.tsx';

export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <Header person="ask" />
      <main id="content" tabIndex={-1} className="page-column w-full flex-1 pb-16 outline-none">
        {children}
      </main>
      <Footer />
    </>
  );
}
