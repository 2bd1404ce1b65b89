// SPDX-License-Identifier: AGPL-3.0-or-later
import { printable } from '../journal/safe-text.ts';
import { readHtml } from './html-forms.ts';
import type { SiteAnswer } from './site-client.ts';

/** One line about an answer for people: `/login answered 200 “Sign in”`. */
export function describeAnswer(answer: SiteAnswer): string {
  const title = titleOf(answer);
  const where = printable(answer.url.pathname, 200);
  const redirect = answer.headers.location;
  return [
    `${where} answered ${answer.status}`,
    ...(title === '' ? [] : [`“${title}”`]),
    ...(redirect === undefined ? [] : [`and led to ${printable(redirect, 200)}`]),
    ...(answer.body === '' && redirect === undefined ? ['with nothing in it'] : []),
  ].join(' ');
}

/** The first 300 characters of what a person would read there. */
export function excerpt(answer: SiteAnswer): string {
  return printable(isHtml(answer) ? readHtml(answer.body).text : answer.body.trim(), 300);
}

export const isHtml = (answer: SiteAnswer): boolean =>
  /^(?:text\/html|application\/xhtml\+xml)/i.test(answer.headers['content-type'] ?? 'text/html');

function titleOf(answer: SiteAnswer): string {
  return isHtml(answer) ? printable(readHtml(answer.body.slice(0, 100_000)).title, 120) : '';
}

/** Why no answer came, in plain words. */
export function describeTransport(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return 'nothing listens there';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the connection was cut';
  if (code === 'ETIMEDOUT') return 'no answer came in time';
  if (code === 'EACCES') return 'we may not connect to it';
  return printable(error instanceof Error ? error.message : String(error), 200);
}

/** Errors of the certificate rather than of the app. */
export function isCertificateError(error: unknown): boolean {
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  return (
    /^(?:ERR_TLS|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|EPROTO|ERR_SSL)/.test(
      code,
    ) || /certificate|handshake/i.test(message)
  );
}

/** Errors of an app or a proxy that has just been started or reloaded. */
export function isTransportError(error: unknown): boolean {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}
