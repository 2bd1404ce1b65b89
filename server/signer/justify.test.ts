// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { hostId, installationId, operationId } from '#contract/ids.ts';
import { operationKind, operationState } from '#contract/operation.ts';
import { rootdVerbs } from '#contract/rootd-api.ts';
import { type Justification, justify, PERMITTED } from './justify.ts';
import type { TicketRequest } from './signer-protocol.ts';

const id = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-7${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`;
const HOST = hostId.parse(id('1'));
const INSTALLATION = installationId.parse(id('2'));
const DIGEST = 'a'.repeat(64);

const request: TicketRequest = {
  want: 'ticket',
  operation: operationId.parse(id('3')),
  installation: INSTALLATION,
  host: HOST,
  verb: 'root.build',
  inputDigest: 'b'.repeat(64),
  manifestDigest: DIGEST,
};

const facts = {
  operation: {
    kind: 'install',
    state: 'running',
    host: HOST,
    installation: INSTALLATION,
    rehearsal: null,
    packageDigest: null,
  },
  installation: { host: HOST, packageDigest: DIGEST },
  host: { epoch: 7 },
} as const satisfies Justification;

const refusal = (asked: Partial<TicketRequest>, found: Partial<Justification>): string => {
  const result = justify({ ...request, ...asked }, { ...facts, ...found });
  if (result.ok) throw new Error('it was signed');
  expect(result.error.code).toBe('ticket-refused');
  return result.error.message;
};

describe('justify', () => {
  it('permits what a running operation needs, with the epoch of its host', () => {
    expect(justify(request, facts)).toEqual({ ok: true, value: { epoch: 7 } });
  });

  it('permits a verb about the host without installation and package', () => {
    const asked = { ...request, verb: 'base.ensure', installation: null, manifestDigest: null };
    expect(justify(asked, facts).ok).toBe(true);
  });

  it('permits taking away while the operation is undone', () => {
    const undoing = { ...facts, operation: { ...facts.operation, state: 'undoing' as const } };
    expect(justify({ ...request, verb: 'addons.remove' }, undoing).ok).toBe(true);
  });

  it('refuses an operation that does not exist', () => {
    expect(refusal({}, { operation: null })).toContain('no such operation');
  });

  it.each(['queued', 'succeeded', 'failed', 'cancelled'] as const)(
    'refuses an operation that is %s',
    (state) => {
      expect(refusal({}, { operation: { ...facts.operation, state } })).toContain('not running');
    },
  );

  it('refuses the host of another operation', () => {
    expect(refusal({ host: hostId.parse(id('9')) }, {})).toContain('another server');
  });

  it('refuses a host that is not there', () => {
    expect(refusal({}, { host: null })).toContain('no such server');
  });

  it('refuses another installation', () => {
    expect(refusal({ installation: installationId.parse(id('9')) }, {})).toContain('another installation');
  });

  it('refuses an installation on another host', () => {
    const installation = { ...facts.installation, host: hostId.parse(id('9')) };
    expect(refusal({}, { installation })).toContain('another server');
  });

  it('refuses an installation that is not there', () => {
    expect(refusal({}, { installation: null })).toContain('no such installation');
  });

  it('refuses another package than the one that was chosen', () => {
    expect(refusal({ manifestDigest: 'c'.repeat(64) }, {})).toContain('not the one');
    expect(refusal({ manifestDigest: null }, {})).toContain('not the one');
  });

  it('refuses a verb about an installation without one', () => {
    expect(refusal({ installation: null, manifestDigest: null }, {})).toContain('another installation');
  });

  it('refuses a verb about the host that names an installation', () => {
    expect(refusal({ verb: 'base.ensure' }, {})).toContain('server itself');
  });

  it('refuses removing while installing, and making while undoing', () => {
    expect(refusal({ verb: 'addons.remove' }, {})).toContain('does not need');
    const operation = { ...facts.operation, state: 'undoing' as const };
    expect(refusal({ verb: 'addons.create' }, { operation })).toContain('does not need');
  });

  it('refuses verbs that nobody knows', () => {
    expect(refusal({ verb: 'host.format' }, {})).toContain('does not need');
  });

  it('signs nothing for the part that acts as root in a restart or a disconnect', () => {
    for (const kind of ['restart', 'disconnect-host'] as const) {
      for (const verb of Object.keys(rootdVerbs)) {
        expect(justify({ ...request, verb }, { ...facts, operation: { ...facts.operation, kind } }).ok).toBe(
          false,
        );
      }
    }
  });

  it('permits taking our program off a host where that is what happens, and renewing it to no operation', () => {
    const asked = { ...request, installation: null, manifestDigest: null };
    const permitted: string[] = [];
    for (const kind of operationKind.options) {
      for (const state of ['running', 'undoing'] as const) {
        const found = { ...facts, operation: { ...facts.operation, kind, state } };
        if (justify({ ...asked, verb: 'runtime.remove' }, found).ok) permitted.push(`${kind} ${state}`);
        expect(justify({ ...asked, verb: 'runtime.replace' }, found).ok).toBe(false);
      }
    }
    expect(permitted).toEqual(['connect-host undoing', 'disconnect-host running']);
  });

  describe('of an update', () => {
    const COPY = installationId.parse(id('4'));
    const TARGET = 'd'.repeat(64);
    const update = {
      ...facts,
      operation: { ...facts.operation, kind: 'update', rehearsal: COPY, packageDigest: TARGET },
    } as const satisfies Justification;
    const undoing = { ...update, operation: { ...update.operation, state: 'undoing' } } as const;
    const on = (asked: Partial<TicketRequest>) => ({ ...request, ...asked });

    it('permits the package of now and the one to come', () => {
      expect(justify(on({ verb: 'release.switch' }), update).ok).toBe(true);
      expect(justify(on({ verb: 'release.switch', manifestDigest: TARGET }), update).ok).toBe(true);
      expect(justify(on({ verb: 'release.switch', manifestDigest: 'e'.repeat(64) }), update).ok).toBe(false);
    });

    it('permits to make and to remove the copy of its rehearsal, with the package that is rehearsed', () => {
      for (const verb of ['installation.reserve', 'state.restore', 'installation.release']) {
        expect(justify(on({ verb, installation: COPY, manifestDigest: TARGET }), update).ok).toBe(true);
      }
      expect(justify(on({ verb: 'installation.reserve', installation: COPY }), update).ok).toBe(false);
    });

    it('never permits to remove the installation itself', () => {
      for (const verb of [
        'installation.release',
        'addons.remove',
        'root.release',
        'installation.unconfigure',
      ]) {
        expect(justify(on({ verb }), update).ok).toBe(false);
        expect(justify(on({ verb }), undoing).ok).toBe(false);
      }
    });

    it('opens no route to the copy', () => {
      for (const verb of ['route.open', 'certificate.issue', 'backup.plan-set']) {
        expect(justify(on({ verb, installation: COPY, manifestDigest: TARGET }), update).ok).toBe(false);
      }
    });

    it('permits data to go back only while it is undone', () => {
      expect(justify(on({ verb: 'state.restore' }), update).ok).toBe(false);
      expect(justify(on({ verb: 'state.restore' }), undoing).ok).toBe(true);
    });
  });

  it('knows every kind of operation and permits verbs that take a ticket only', () => {
    expect(Object.keys(PERMITTED).sort()).toEqual([...operationKind.options].sort());
    for (const { running, undoing } of Object.values(PERMITTED)) {
      for (const verb of [...running, ...undoing])
        expect(verb === 'runtime.remove' || rootdVerbs[verb].ticket).toBe(true);
    }
    expect(operationState.options).toContain('undoing');
  });
});
