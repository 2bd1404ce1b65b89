// SPDX-License-Identifier: AGPL-3.0-or-later
import { chromium } from '@playwright/test';
import lighthouse from 'lighthouse';
import { freePort } from '../start/free-port.ts';

type Category = 'accessibility' | 'best-practices' | 'seo' | 'performance';

export interface CategoryScore {
  /** 0 to 100. */
  readonly score: number;
  /** What it found wanting. */
  readonly found: readonly string[];
}

const FIRST_PORT = 9400;

/** What Lighthouse makes of a page as somebody who is not signed in, on a phone, in Debian's Chromium. */
export async function lighthouseScores<Asked extends Category>(
  url: string,
  categories: readonly Asked[],
): Promise<Record<Asked, CategoryScore>> {
  const port = await freePort(FIRST_PORT, '127.0.0.1');
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', `--remote-debugging-port=${port}`],
  });
  try {
    const ran = await lighthouse(url, { port, onlyCategories: [...categories], logLevel: 'error' });
    if (ran === undefined || ran.lhr.runtimeError !== undefined)
      throw new Error(
        `Lighthouse could not look at ${url}: ${ran?.lhr.runtimeError?.message ?? 'no result'}`,
      );
    const { audits, categories: judged } = ran.lhr;
    const scores: Partial<Record<Asked, CategoryScore>> = {};
    for (const name of categories) {
      const category = judged[name];
      if (category?.score == null) throw new Error(`Lighthouse gave ${url} no score for ${name}.`);
      const found = category.auditRefs.flatMap(({ id, weight }) => {
        const audit = audits[id];
        if (audit?.score == null || audit.score === 1 || weight === 0) return [];
        return [`${id}: ${audit.displayValue ?? audit.title}`];
      });
      scores[name] = { score: Math.round(category.score * 100), found };
    }
    return scores as Record<Asked, CategoryScore>;
  } finally {
    await browser.close();
  }
}
