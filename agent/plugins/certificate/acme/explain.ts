// SPDX-License-Identifier: AGPL-3.0-or-later
import { withoutUnprintable } from '#agent/host/control-characters.ts';
import { isPrivateAddress } from '#agent/host/name-lookup.ts';
import { directoryName } from '#contract/acme.ts';
import { type Failure, type FailureCode, failure } from '#contract/failure.ts';

/** What is known beside lego's words. */
export interface Scene {
  readonly domain: string;
  readonly directory: string;
  /** Where DNS says that the name points to, looked up from here. */
  readonly pointsTo: readonly string[];
  readonly ownAddresses: readonly string[];
}

interface Said {
  readonly text: string;
  /** The last part of an ACME problem's type (RFC 8555, 6.7), such as rateLimited; null when it got no such answer. */
  readonly problem: string | null;
}

type Words = readonly [code: FailureCode, message: string, remedy: string];
type Rule = (said: Said, scene: Scene) => Words | null;

/** What lego said about an order that came to nothing, in words for people. Pure. */
export function explainLego(output: string, scene: Scene): Failure {
  const text = withoutUnprintable(output);
  const problem = /urn:ietf:params:acme:error:([A-Za-z]+)/.exec(text)?.[1] ?? null;
  for (const rule of RULES) {
    const words = rule({ text, problem }, scene);
    if (words !== null) return failureOf(words, text);
  }
  const unknown: Words = [
    'certificate-failed',
    `${directoryName(scene.directory)} gave no certificate for ${scene.domain}.`,
    'Look at the details, then try again.',
  ];
  return failureOf(unknown, text);
}

const RULES: readonly Rule[] = [
  directoryAway,
  accountRefused,
  rateLimited,
  busy,
  notAllowed,
  forbiddenByCaa,
  nameNotFound,
  nameServersFail,
  nobodyAnswers,
  somebodyElseAnswers,
];

function directoryAway({ text }: Said, scene: Scene): Words | null {
  const reason = /Could not create client: (.+)/.exec(text)?.[1];
  if (reason === undefined) return null;
  const who = directoryName(scene.directory);
  if (/x509:|tls:/.test(reason)) {
    return [
      'certificate-failed',
      `${who} could not be asked: its own certificate is not trusted by this server.`,
      "Add the directory's CA certificate under Settings, Certificates.",
    ];
  }
  if (/failed to unmarshal|invalid character|:: 404/.test(reason)) {
    return [
      'certificate-failed',
      `${scene.directory} does not answer as an ACME directory does.`,
      'Check its address under Settings, Certificates; when it is right, try again later.',
    ];
  }
  return [
    'certificate-failed',
    `This server cannot reach ${who}.`,
    "Check the server's connection to the internet, and the directory's address under Settings, Certificates.",
  ];
}

function accountRefused({ text, problem }: Said, scene: Scene): Words | null {
  const who = directoryName(scene.directory);
  if (problem === 'externalAccountRequired' || /requires External Account Binding/.test(text)) {
    return [
      'certificate-failed',
      `${who} only serves accounts that were made there before, which this site cannot use.`,
      'Choose another directory under Settings, Certificates.',
    ];
  }
  if (problem === 'invalidContact' || problem === 'unsupportedContact') {
    return [
      'certificate-failed',
      `${who} refused the mail address of the account.`,
      'Enter another address under Settings, Certificates.',
    ];
  }
  const isRefused =
    problem === 'accountDoesNotExist' ||
    problem === 'userActionRequired' ||
    /Account is not valid|Could not load account/.test(text);
  if (!isRefused) return null;
  return [
    'certificate-failed',
    `${who} does not take this server's account any more.`,
    'Enter another mail address under Settings, Certificates: a new account is made for it.',
  ];
}

function rateLimited({ text, problem }: Said, scene: Scene): Words | null {
  if (problem !== 'rateLimited' || /error: 503 ::/.test(text)) return null;
  const who = directoryName(scene.directory);
  const until = /retry after (\d{4}-\d\d-\d\d \d\d:\d\d):\d\d UTC/.exec(text)?.[1];
  const remedy =
    until === undefined
      ? 'Try again in a few hours; of some limits the end is a week away.'
      : `Try again after ${until} UTC.`;
  if (/too many failed/.test(text)) {
    return ['rate-limited', `${who} wants a pause: too many tries for ${scene.domain} failed.`, remedy];
  }
  return ['rate-limited', `${who} gives no more certificates for now: too many were asked for.`, remedy];
}

function busy({ text, problem }: Said, scene: Scene): Words | null {
  if (problem !== 'serverInternal' && !/error: 5\d\d ::/.test(text)) return null;
  return [
    'certificate-failed',
    `${directoryName(scene.directory)} is busy or out of order.`,
    'Try again in some minutes.',
  ];
}

function notAllowed({ problem }: Said, scene: Scene): Words | null {
  if (problem !== 'rejectedIdentifier' && problem !== 'unsupportedIdentifier') return null;
  return [
    'certificate-failed',
    `${directoryName(scene.directory)} makes no certificates for ${scene.domain}.`,
    "Choose another address, or this site's own authority for this one.",
  ];
}

function forbiddenByCaa({ text, problem }: Said, scene: Scene): Words | null {
  if (problem !== 'caa' && !/looking up CAA/.test(text)) return null;
  if (problem === 'caa') {
    return [
      'certificate-failed',
      `A CAA record does not allow ${directoryName(scene.directory)} to make certificates for ${scene.domain}.`,
      `Where the name is managed, change the CAA record, or take it away.`,
    ];
  }
  return [
    'certificate-failed',
    `The name servers of ${scene.domain} gave an error when they were asked for CAA records.`,
    'Ask whoever runs them; it is not necessary to have such records, but they must say that there are none.',
  ];
}

function nameNotFound({ text, problem }: Said, scene: Scene): Words | null {
  const isUnknown = problem === 'dns' && /NXDOMAIN|no valid A records|no valid AAAA records/.test(text);
  if (!isUnknown) return null;
  return [
    'domain-not-pointing-here',
    `${scene.domain} has no address: its name servers know of none.`,
    `${recordFor(scene)} It can take some hours until it is seen everywhere.`,
  ];
}

function nameServersFail({ text, problem }: Said, scene: Scene): Words | null {
  if (problem !== 'dns' && !/could not resolve URL/.test(text)) return null;
  return [
    'domain-not-pointing-here',
    `The address of ${scene.domain} could not be looked up: its name servers do not answer properly.`,
    'Check the name where it is managed, or ask whoever runs its name servers, then try again.',
  ];
}

function nobodyAnswers({ text, problem }: Said, scene: Scene): Words | null {
  if (problem !== 'connection') return null;
  const seen = seenAddresses(text, scene);
  if (isHere(seen, scene)) {
    return [
      'certificate-failed',
      `Port 80 of this server cannot be reached from outside (${seen.join(', ')}).`,
      'Open port 80 in the firewall of the server and of its provider: certificates are proven over it.',
    ];
  }
  return [
    'domain-not-pointing-here',
    `${pointing(seen, scene)}, where nobody answers on port 80.`,
    `${recordFor(scene)}${couldBeHere(seen, scene)}`,
  ];
}

function somebodyElseAnswers({ text, problem }: Said, scene: Scene): Words | null {
  if (problem !== 'unauthorized' && problem !== 'incorrectResponse') return null;
  const seen = seenAddresses(text, scene);
  if (isHere(seen, scene)) {
    return [
      'certificate-failed',
      `On port 80 of this server another program answers for ${scene.domain}.`,
      'Look which program that is: only our web server (nginx) may use port 80.',
    ];
  }
  return [
    'domain-not-pointing-here',
    `${pointing(seen, scene)}, where another server answers.`,
    `${recordFor(scene)} Take other A and AAAA records of the name away.`,
  ];
}

/** The address that was tried, when the directory says it; else where the name points to. */
function seenAddresses(text: string, { pointsTo }: Scene): readonly string[] {
  const tried =
    /:: (?:During secondary validation: )?([0-9a-f.:]+): (?:Fetching|Invalid response)/.exec(text)?.[1] ??
    /dial tcp \[?([0-9a-f.:]+?)\]?:80:/.exec(text)?.[1];
  return tried === undefined ? pointsTo : [tried];
}

const isHere = (seen: readonly string[], { ownAddresses }: Scene): boolean =>
  seen.some((address) => ownAddresses.includes(address));

const pointing = (seen: readonly string[], { domain }: Scene): string =>
  seen.length === 0 ? `${domain} points to a place` : `${domain} points to ${seen.join(', ')}`;

const publicAddresses = ({ ownAddresses }: Scene): readonly string[] =>
  ownAddresses.filter((address) => !isPrivateAddress(address));

function recordFor(scene: Scene): string {
  const [own] = publicAddresses(scene);
  const record = own === undefined ? 'an A record' : own.includes(':') ? 'an AAAA record' : 'an A record';
  const where = own === undefined ? `${scene.domain} → this server's address` : `${scene.domain} → ${own}`;
  return `Where the name is managed, set ${record}: ${where}.`;
}

/** Behind a router a server does not know the address that others have of it. */
function couldBeHere(seen: readonly string[], scene: Scene): string {
  const knowsItself = publicAddresses(scene).length > 0 || seen.every(isPrivateAddress);
  return knowsItself ? '' : ' If that is the address of this server, open its port 80.';
}

function failureOf([code, message, remedy]: Words, text: string): Failure {
  return failure(code, message, { remedy, detail: text.trim().slice(-4000) });
}
