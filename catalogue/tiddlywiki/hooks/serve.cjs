// SPDX-License-Identifier: AGPL-3.0-or-later
// TiddlyWiki's own server, with two things that it lacks: passwords kept as hashes (its own file has them readable, and
// is read at the start only), and nothing lost when it is stopped (it writes a note a second after it was changed).
const { readFileSync, statSync } = require('node:fs');
const { createHash } = require('node:crypto');
const { isRightPassword, USERS } = require('./password.cjs');

const STOP_MS = 20_000;

/** The last sign-in that was right: each request brings the password again, and hashing it is slow on purpose. */
let known = { key: '', username: null };

function whoIs(header) {
  const changedMs = statSync(USERS).mtimeMs;
  const key = createHash('sha256').update(`${changedMs}\n${header}`).digest('hex');
  if (known.key === key) return known.username;
  const [scheme, encoded = ''] = header.split(/\s+/);
  if (scheme.toLowerCase() !== 'basic') return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const username = text.slice(0, colon);
  const users = JSON.parse(readFileSync(USERS, 'utf8'));
  if (colon < 1 || !Object.hasOwn(users, username)) return null;
  if (!isRightPassword(text.slice(colon + 1), users[username])) return null;
  known = { key, username };
  return username;
}

class AuthenticatorClass {
  init() {
    return true;
  }

  authenticateRequest(request, response, state) {
    const header = request.headers.authorization ?? '';
    if (header === '' && state.allowAnon) return true;
    const username = header === '' ? null : whoIs(header);
    if (username !== null) {
      state.authenticatedUsername = username;
      return true;
    }
    response.writeHead(401, {
      'WWW-Authenticate': 'Basic realm="TiddlyWiki", charset="UTF-8"',
      'Content-Type': 'text/plain; charset=utf-8',
    });
    response.end(
      'This notebook opens with a name and a password: load the page again to be asked for them.\n',
    );
    return false;
  }
}

const $tw = require('/opt/app/node_modules/tiddlywiki/boot/boot.js').TiddlyWiki();
const readers = process.env.WIKI_READERS === 'everybody' ? '(anon)' : '(authenticated)';
$tw.boot.argv = [
  '/data/wiki',
  '--listen',
  'host=127.0.0.1',
  `port=${process.env.PORT}`,
  `readers=${readers}`,
  'writers=(authenticated)',
  'admin=(authenticated)',
  'gzip=yes',
];
$tw.modules.define('$:/hop3/authenticator', 'authenticator', { AuthenticatorClass });

process.once('SIGTERM', () => {
  const untilMs = Date.now() + STOP_MS;
  const leave = () => {
    const isWritten = !$tw.syncer || (!$tw.syncer.isDirty() && $tw.syncer.numTasksInProgress === 0);
    if (isWritten || Date.now() > untilMs) process.exit(isWritten ? 0 : 1);
    setTimeout(leave, 100);
  };
  leave();
});

$tw.boot.boot();
