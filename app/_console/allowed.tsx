// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Eye } from 'lucide-react';
import { createContext, type ReactNode, useContext } from 'react';
import type { ProcedurePath } from '../_session/procedure-path.ts';
import { PageHeading } from '../_ui/page-heading.tsx';
import { Notice } from '../_ui/panel.tsx';

/*
 * What the API refuses to who is signed in is not offered. The API says what that is (permissions.refused); there is
 * no rule of who may do what in the pages.
 */
const RefusedProcedures = createContext<ReadonlySet<string>>(new Set());

export function PermissionsProvider({
  refused,
  children,
}: {
  refused: ReadonlySet<string>;
  children: ReactNode;
}) {
  return <RefusedProcedures value={refused}>{children}</RefusedProcedures>;
}

/** → whether the API lets who is signed in call it. */
export function useMay(): (procedure: ProcedurePath) => boolean {
  const refused = useContext(RefusedProcedures);
  return (procedure) => !refused.has(procedure);
}

/** What leads to a call of `to`, for those who may make it. */
export function Allowed({
  to,
  otherwise = null,
  children,
}: {
  to: ProcedurePath;
  otherwise?: ReactNode;
  children: ReactNode;
}) {
  return useMay()(to) ? children : otherwise;
}

/** A page that is of use only to who may call `to`; `what` is done there. */
export function AllowedPage({
  to,
  what,
  back,
  children,
}: {
  to: ProcedurePath;
  /** As a subject: "Connecting a host". */
  what: string;
  /** Where to look instead. */
  back: ReactNode;
  children: ReactNode;
}) {
  return (
    <Allowed
      to={to}
      otherwise={
        <PageHeading title={`${what} is for owners and administrators`} action={back}>
          Ask one of them to do it, or to let you.
        </PageHeading>
      }
    >
      {children}
    </Allowed>
  );
}

/** On every page of who is refused something: why buttons that others speak of are not there. */
export function OnlyLooking({ organisation }: { organisation: string }) {
  const refused = useContext(RefusedProcedures);
  if (refused.size === 0) return null;
  return (
    <Notice
      tone="plain"
      className="mt-6 print:hidden"
      sign={<Eye size="1em" aria-hidden />}
      title="You can look here, but not change anything"
    >
      Changes are for owners and administrators of {organisation}, so their buttons are not shown to you.
    </Notice>
  );
}
