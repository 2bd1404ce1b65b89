// SPDX-License-Identifier: AGPL-3.0-or-later
import { type OperationAsked, operationAsked } from '#contract/site-api/operations.ts';

const { packageVersion: _ofTheRow, ...told } = operationAsked.shape;

/** What an operation's input says for people. Parts that are not as expected are left out: a list is shown all the same. */
export function askedOf(input: Record<string, unknown>, packageVersion: string | null): OperationAsked {
  const of = <K extends keyof typeof told>(name: K) => told[name].safeParse(input[name]).data ?? null;
  return {
    domain: of('domain') as OperationAsked['domain'],
    withData: of('withData') as OperationAsked['withData'],
    issuer: of('issuer') as OperationAsked['issuer'],
    backup: of('backup') as OperationAsked['backup'],
    forget: of('forget') as OperationAsked['forget'],
    deleteKept: of('deleteKept') as OperationAsked['deleteKept'],
    closing: of('closing') as OperationAsked['closing'],
    retain: of('retain') as OperationAsked['retain'],
    packageVersion,
  };
}
