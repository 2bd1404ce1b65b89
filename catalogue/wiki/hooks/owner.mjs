// SPDX-License-Identifier: AGPL-3.0-or-later
// Who may write: the owner, after a sign-in with the password. Federated Wiki takes this as its `security_type`. A sign-in
// is a cookie signed with the installation's key and the password's hash, so a new password ends those from before.
import { createHmac, timingSafeEqual } from 'node:crypto';
import process from 'node:process';
import { kept, opens } from './password.mjs';

const COOKIE = 'wiki_owner';
const SECONDS = 30 * 24 * 3600;
const MAX_TRIES = 20;
const MINUTE = 60_000;

const signature = (until) =>
  createHmac('sha256', `${process.env.SESSION_KEY}:${kept()}`).update(String(until)).digest('hex');

function isOwner(request) {
  const cookies = (request.headers.cookie ?? '').split(/; */);
  const value = cookies.find((one) => one.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? '';
  const [until = '', signed = ''] = value.split('.');
  if (!/^[0-9]{1,12}$/.test(until) || !/^[0-9a-f]{64}$/.test(signed)) return false;
  const isSigned = timingSafeEqual(Buffer.from(signed), Buffer.from(signature(until)));
  return isSigned && Number(until) * 1000 > Date.now();
}

function setCookie(response, value, seconds) {
  response.setHeader(
    'Set-Cookie',
    `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax`,
  );
}

const page = (message) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in</title><style>
body { font-family: system-ui, sans-serif; background: #eee; margin: 0; display: grid; place-items: center; min-height: 100vh }
form { background: #fff; padding: 2rem; border-radius: .75rem; box-shadow: 0 1px 6px #0002; display: grid; gap: 1rem; width: 18rem }
h1 { font-size: 1.25rem; margin: 0 } p { margin: 0; color: #a00 }
label { display: grid; gap: .3rem } input, button { font: inherit; padding: .55rem; border-radius: .4rem; border: 1px solid #999 }
button { background: #2b6a4d; border-color: #2b6a4d; color: #fff; cursor: pointer }
a { color: #2b6a4d }
</style></head><body><form method="post" action="/login">
<h1>Sign in to write</h1>${message === '' ? '' : `<p role="alert">${message}</p>`}
<input type="hidden" name="name" value="owner" autocomplete="username">
<label>Password <input type="password" name="password" autocomplete="current-password" required autofocus></label>
<button>Sign in</button><a href="/">Back to the wiki</a>
</form></body></html>`;

/** What the wiki's pages load for the corner at the bottom. */
const CLIENT = `
window.plugins.security = {
  setup() {
    const place = document.querySelector('footer #security');
    if (place === null) return;
    if (window.isOwner) {
      place.innerHTML = '<form method="post" action="/logout" style="display:inline"><button>Sign out</button></form>';
    } else {
      place.innerHTML = '<a href="/login" style="color: inherit">Sign in</a>';
    }
  },
};
`;

export default function security() {
  let tries = 0;
  setInterval(() => {
    tries = 0;
  }, MINUTE).unref();

  return {
    // Not at once: who starts it listens only then.
    retrieveOwner: (done) => setImmediate(done),
    getOwner: () => process.env.OWNER_NAME ?? '',
    getUser: (request) => (isOwner(request) ? (process.env.OWNER_NAME ?? '') : ''),
    isAuthorized: isOwner,
    isAdmin: isOwner,
    defineRoutes(app) {
      app.get('/security/security.js', (_request, response) => response.type('js').send(CLIENT));
      app.get('/owner.json', (request, response) => {
        if (isOwner(request)) response.json({ owner: true });
        else response.status(403).json({ owner: false });
      });
      app.get('/login', (_request, response) => response.send(page('')));
      app.post('/login', (request, response) => {
        tries += 1;
        if (tries > MAX_TRIES) return response.status(429).send(page('Too many tries. Wait a minute.'));
        const password = request.body?.password;
        if (typeof password !== 'string' || !opens(password)) {
          return response.status(403).send(page('This is not the password.'));
        }
        const until = Math.floor(Date.now() / 1000) + SECONDS;
        setCookie(response, `${until}.${signature(until)}`, SECONDS);
        return response.redirect('/');
      });
      app.post('/logout', (_request, response) => {
        setCookie(response, '', 0);
        response.redirect('/');
      });
    },
  };
}
