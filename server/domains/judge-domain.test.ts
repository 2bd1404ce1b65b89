// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { type DomainFindings, judgeDomain } from './judge-domain.ts';
import { nameFindings } from './look-at-domain.ts';

const domain = 'news.town.example';
const look = (findings: Partial<DomainFindings>) =>
  judgeDomain({
    ...{ domain, isOwnName: false, server: ['192.0.2.7'] },
    name: { state: 'addresses', addresses: ['192.0.2.7'] },
    ...findings,
  });

describe('judgeDomain', () => {
  it('is content with a name that leads here', () => {
    expect(look({})).toEqual({
      ...{ state: 'points-here', found: ['192.0.2.7'], remedy: null, records: [] },
      text: 'news.town.example leads to this server.',
    });
  });

  it('says which record to add for a name that leads nowhere', () => {
    for (const name of [{ state: 'no-such-name' }, { state: 'addresses', addresses: [] }] as const) {
      const found = look({ name, server: ['192.0.2.7', '2001:db8::7'] });
      expect(found.state).toBe('unknown-name');
      expect(found.remedy).toContain('one of these records');
      expect(found.records).toEqual([
        { type: 'A', name: domain, value: '192.0.2.7' },
        { type: 'AAAA', name: domain, value: '2001:db8::7' },
      ]);
    }
  });

  it('says where a name leads instead', () => {
    const found = look({ name: { state: 'addresses', addresses: ['198.51.100.1'] } });
    expect(found).toMatchObject({
      state: 'points-elsewhere',
      text: 'news.town.example leads to 198.51.100.1, not to this server.',
      records: [{ type: 'A', value: '192.0.2.7' }],
    });
  });

  it('warns of a second address that leads elsewhere', () => {
    const found = look({ name: { state: 'addresses', addresses: ['192.0.2.7', '2001:db8::1'] } });
    expect(found).toMatchObject({ state: 'points-elsewhere', records: [] });
    expect(found.text).toContain('also to 2001:db8::1');
    expect(found.remedy).toBe('Take the record with 2001:db8::1 away.');
  });

  it('still says what to enter when the server has a name that cannot be looked up', () => {
    const found = look({ name: { state: 'no-such-name' }, server: [] });
    expect(found.remedy).toContain('a record that leads to this server');
  });

  it('does not call a name unknown when nobody could say', () => {
    expect(look({ name: { state: 'no-answer', why: 'nobody answers' } }).state).toBe('unknown');
  });

  it('needs nothing for names of the server itself', () => {
    expect(look({ isOwnName: true }).state).toBe('not-needed');
  });
});

describe('nameFindings', () => {
  it('takes the family that answers', () => {
    expect(nameFindings([['192.0.2.7'], { code: 'ENODATA' }])).toEqual({
      ...{ state: 'addresses', addresses: ['192.0.2.7'] },
    });
  });

  it('tells a name that is not there from one that nobody could look up', () => {
    expect(nameFindings([{ code: 'ENOTFOUND' }, { code: 'ENOTFOUND' }]).state).toBe('no-such-name');
    expect(nameFindings([{ code: 'ENODATA' }, { code: 'ENODATA' }])).toEqual({
      ...{ state: 'addresses', addresses: [] },
    });
    expect(nameFindings([{ code: 'ENOTFOUND' }, { code: 'ESERVFAIL' }])).toEqual({
      ...{ state: 'no-answer', why: 'its name servers answer with an error' },
    });
  });
});
