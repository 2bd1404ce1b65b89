// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ReactNode } from 'react';

export function SettingsSection({
  id,
  title,
  intro,
  children,
}: {
  id: string;
  title: string;
  intro: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="font-semibold text-[20px]">
        {title}
      </h2>
      <p className="mt-1 mb-3 max-w-[68ch] text-[15px] text-muted">{intro}</p>
      {children}
    </section>
  );
}
