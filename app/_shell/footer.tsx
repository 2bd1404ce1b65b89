// SPDX-License-Identifier: AGPL-3.0-or-later
import { ThemeChoice } from './theme-choice.tsx';

export function Footer() {
  return (
    <footer className="print:hidden mt-auto border-line border-t">
      <div className="page-column flex flex-wrap items-center gap-x-6 gap-y-3 py-6 text-[14.5px] text-muted">
        <p className="min-w-0 flex-1 basis-64">
          Hop3 Marketplace is free software under the AGPL-3.0. It runs on your servers and calls home to
          nobody.
        </p>
        <a href="/catalogue.json" className="underline-offset-2 hover:text-ink hover:underline">
          Catalogue as JSON
        </a>
        <ThemeChoice />
      </div>
    </footer>
  );
}
