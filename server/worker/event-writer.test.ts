// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { OperationEvent } from '#contract/operation.ts';
import { EventWriter } from './event-writer.ts';

const written: OperationEvent[][] = [];
const collect = async (events: readonly OperationEvent[]) => void written.push([...events]);

describe('EventWriter', () => {
  it('writes lines in batches and in order, without control characters', async () => {
    written.length = 0;
    const writer = new EventWriter('start', collect);
    writer.log('one\u001b[31m');
    writer.log('');
    writer.log('two\nthree');
    await writer.end();
    expect(written).toEqual([
      [
        { type: 'log', step: 'start', text: 'one [31m' },
        { type: 'log', step: 'start', text: 'two three' },
      ],
    ]);
  });

  it('stops after very many lines and says so', async () => {
    written.length = 0;
    const writer = new EventWriter('start', collect);
    for (let line = 0; line < 5_000; line += 1) writer.log(`line ${line}`);
    await writer.end();
    const texts = written.flat().map((event) => (event.type === 'log' ? event.text : ''));
    expect(texts).toHaveLength(2_001);
    expect(texts.at(-1)).toBe('… further lines are left out');
  });

  it('tells at the end when a batch could not be written', async () => {
    const writer = new EventWriter('start', async () => {
      throw new Error('no database');
    });
    writer.log('one');
    await expect(writer.end()).rejects.toThrow('no database');
  });
});
