// SPDX-License-Identifier: AGPL-3.0-or-later
import { done, type Handler, recordOf, routableRecordOf } from '../context.ts';
import { endHolds, holdVisitors, routeVisitors } from '../hold.ts';
import { changeProxy } from '../proxy-changes.ts';
import { closeSite } from '../site.ts';

/** route.open: visitors reach it at its address; a hold ends. Never for a rehearsal, which has another one's address. */
export const routeOpen: Handler<'route.open'> = async ({ input, context }) => {
  const record = await routableRecordOf(context, input.installation);
  if (!record.ok) return record;
  const opened = await routeVisitors(record.value, context);
  return opened.ok ? done : opened;
};

export const routeClose: Handler<'route.close'> = async ({ input, context }) => {
  const record = await context.records.read(input.installation);
  if (!record) return done;
  const closed = await changeProxy(context, () => closeSite(record.user, context));
  return closed.ok ? done : closed;
};

export const routeHold: Handler<'route.hold'> = async ({ input, context }) => {
  const record = await recordOf(context, input.installation);
  if (!record.ok) return record;
  const held = await holdVisitors(record.value, input.mode, input.seconds, context);
  return held.ok ? done : held;
};

export const routeResume: Handler<'route.resume'> = async ({ input, context }) => {
  const record = await context.records.read(input.installation);
  if (!record) return done;
  const resumed = await endHolds(record, { onlyOver: input.over === true }, context);
  return resumed.ok ? done : resumed;
};
