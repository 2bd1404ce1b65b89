// SPDX-License-Identifier: AGPL-3.0-or-later
import { atKey, type LintRule } from './package-sources.ts';

/** SPDX identifiers (list 3.27) of licences that the FSF or the OSI call free, as server applications use them. */
const FREE = new Set([
  '0BSD',
  'AFL-3.0',
  'AGPL-3.0-only',
  'AGPL-3.0-or-later',
  'Apache-2.0',
  'Artistic-2.0',
  'BSD-1-Clause',
  'BSD-2-Clause',
  'BSD-2-Clause-Patent',
  'BSD-3-Clause',
  'BSD-3-Clause-Clear',
  'BSL-1.0',
  'CC-BY-4.0',
  'CC-BY-SA-4.0',
  'CC0-1.0',
  'CDDL-1.0',
  'CDDL-1.1',
  'CECILL-2.1',
  'CECILL-B',
  'CECILL-C',
  'CPAL-1.0',
  'ECL-2.0',
  'EPL-1.0',
  'EPL-2.0',
  'EUPL-1.1',
  'EUPL-1.2',
  'FTL',
  'GFDL-1.3-only',
  'GFDL-1.3-or-later',
  'GPL-2.0-only',
  'GPL-2.0-or-later',
  'GPL-3.0-only',
  'GPL-3.0-or-later',
  'ISC',
  'LGPL-2.0-only',
  'LGPL-2.0-or-later',
  'LGPL-2.1-only',
  'LGPL-2.1-or-later',
  'LGPL-3.0-only',
  'LGPL-3.0-or-later',
  'LiLiQ-P-1.1',
  'LiLiQ-R-1.1',
  'LiLiQ-Rplus-1.1',
  'MIT',
  'MIT-0',
  'MPL-1.1',
  'MPL-2.0',
  'MS-PL',
  'MS-RL',
  'MulanPSL-2.0',
  'NCSA',
  'OFL-1.1',
  'OSL-3.0',
  'OpenSSL',
  'PHP-3.01',
  'PostgreSQL',
  'Python-2.0',
  'Ruby',
  'SISSL',
  'Sleepycat',
  'UPL-1.0',
  'Unicode-3.0',
  'Unlicense',
  'Vim',
  'W3C',
  'WTFPL',
  'X11',
  'ZPL-2.1',
  'Zlib',
]);

const EXCEPTIONS = new Set([
  'Classpath-exception-2.0',
  'GCC-exception-3.1',
  'openvpn-openssl-exception',
  'Qt-LGPL-exception-1.1',
]);

/** `metadata.license` is a well-formed SPDX expression of free licences. */
export const lintLicence: LintRule = (sources) => {
  const problem = licenceProblem(sources.manifest.metadata.license);
  if (problem === null) return [];
  return [
    atKey(
      sources,
      ['metadata', 'license'],
      problem,
      'Use identifiers of spdx.org/licenses; the catalogue takes free software only',
    ),
  ];
};

/** What is wrong with an SPDX expression, or null. */
export function licenceProblem(expression: string): string | null {
  const words = expression
    .replace(/[()]/g, (sign) => ` ${sign} `)
    .split(' ')
    .filter((word) => word !== '');
  let depth = 0;
  let wantsOperand = true;
  let previous = '';
  for (const word of words) {
    if (word === '(') {
      if (!wantsOperand) return `"${expression}" is not an SPDX expression`;
      depth += 1;
    } else if (word === ')') {
      depth -= 1;
      if (wantsOperand || depth < 0) return `"${expression}" is not an SPDX expression`;
    } else if (word === 'AND' || word === 'OR' || word === 'WITH') {
      if (wantsOperand) return `"${expression}" is not an SPDX expression`;
      wantsOperand = true;
    } else {
      if (!wantsOperand) return `"${expression}" is not an SPDX expression`;
      const known = previous === 'WITH' ? EXCEPTIONS : FREE;
      if (!known.has(word)) return `"${word}" is not a free licence that we know by its SPDX identifier`;
      wantsOperand = false;
    }
    previous = word;
  }
  return wantsOperand || depth !== 0 ? `"${expression}" is not an SPDX expression` : null;
}
