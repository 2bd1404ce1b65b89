// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OperationId } from '#contract/ids.ts';
import type { NumberedEvent, OperationEvent } from '#contract/operation.ts';
import { operationEvents } from '#drizzle/schema/operations.ts';
import {
  connectedHost,
  endOperation,
  type Member,
  openSite,
  organisationWith,
  type Site,
} from '#server/api/api.fixture.ts';
import { type Database, inOrganisation, openDatabase } from '#server/database/connection.ts';

let site: Site;
let member: Member;
let worker: Database;
let operation: OperationId;

beforeAll(async () => {
  site = await openSite();
  member = await organisationWith(site, 'ours');
  worker = openDatabase(site.database.urls.worker, { max: 1 });
  const host = await connectedHost(site, member);
  const input = {
    app: 'miniflux' as never,
    host,
    title: 'News',
    domain: 'news.example.org' as never,
    settings: {},
  };
  operation = (await member.api.installations.install(input)).operation;
});
afterAll(async () => {
  await worker?.$client.end();
  await site?.close();
});

const log = (text: string): OperationEvent => ({ type: 'log', step: 'reserve', text });
const write = (seq: number, text: string) =>
  inOrganisation(worker, member.scope.organisation, (tx) =>
    tx
      .insert(operationEvents)
      .values({ operationId: operation, seq, organisationId: member.scope.organisation, event: log(text) }),
  );

/** Reads events as a browser does, until there are `count` or the stream ends. */
async function read(from: { afterSeq?: number; lastEventId?: string }, count: number) {
  const seen: { seq: number; text: string; afterMs: number }[] = [];
  const startedAt = Date.now();
  const stream = await member.api.operations.events({ operation, ...from } as never);
  // Called directly, what is tracked comes as a tuple of id and data; its type is the browser's.
  for await (const [, event] of stream as unknown as AsyncIterable<[string, NumberedEvent]>) {
    if (event.event.type === 'log')
      seen.push({ seq: event.seq, text: event.event.text, afterMs: Date.now() - startedAt });
    if (seen.length === count) break;
  }
  return seen;
}

it('sends what was written and then what is written, at once', async () => {
  await write(1, 'one');
  const reading = read({}, 3);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await write(2, 'two');
  await write(3, 'three');
  const seen = await reading;
  expect(seen.map(({ seq, text }) => `${seq} ${text}`)).toEqual(['1 one', '2 two', '3 three']);
  // A poll would be seconds later.
  expect(seen.at(-1)?.afterMs).toBeLessThan(2_500);
});

it('goes on after the last that was seen', async () => {
  expect(await read({ afterSeq: 1 }, 2)).toMatchObject([{ seq: 2 }, { seq: 3 }]);
  expect(await read({ afterSeq: 1, lastEventId: '2' }, 1)).toMatchObject([{ seq: 3 }]);
});

it('ends with the operation', async () => {
  const reading = read({ afterSeq: 3 }, 99);
  await write(4, 'four');
  await endOperation(site, member, { operation, state: 'failed' });
  expect(await reading).toMatchObject([{ seq: 4 }]);
});
