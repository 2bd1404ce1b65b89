// SPDX-License-Identifier: AGPL-3.0-or-later
// Talks to Synapse's own interface with the administrator's session, which lives in this page only.

const CLIENT = '/_matrix/client/v3';
const ADMIN = '/_synapse/admin';
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

const the = (id) => document.getElementById(id);
let session = null;

async function ask(method, path, body) {
  const headers = {};
  if (session !== null) headers.Authorization = `Bearer ${session.token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const problem = new Error(content.error ?? `The server answered ${answer.status}.`);
    problem.status = answer.status;
    throw problem;
  }
  return content;
}

function say(text) {
  the('message').textContent = text;
  the('message').hidden = text === '';
  if (text !== '') the('message').scrollIntoView({ block: 'nearest' });
}

/** Runs what a button or form asks for; says what went wrong. */
async function doing(work) {
  say('');
  try {
    await work();
  } catch (problem) {
    say(problem.message);
    if (problem.status === 401) leave();
  }
}

function newPassword() {
  const numbers = crypto.getRandomValues(new Uint32Array(16));
  return Array.from(numbers, (number) => LETTERS[number % LETTERS.length]).join('');
}

function shown(inside) {
  the('welcome').hidden = inside;
  the('entrance').hidden = inside;
  the('inside').hidden = !inside;
  the('sign-out').hidden = !inside;
}

function leave() {
  session = null;
  the('people').replaceChildren();
  shown(false);
}

function endSession() {
  if (session === null) return;
  const headers = { Authorization: `Bearer ${session.token}` };
  fetch(`${CLIENT}/logout`, { method: 'POST', headers, keepalive: true }).catch(() => {});
}

async function signIn() {
  const identifier = { type: 'm.id.user', user: the('user').value.trim() };
  const signedIn = await ask('POST', `${CLIENT}/login`, {
    type: 'm.login.password',
    identifier,
    password: the('password').value,
    initial_device_display_name: 'Page of the chat server',
  });
  const me = signedIn.user_id;
  session = { token: signedIn.access_token, me, server: me.slice(me.indexOf(':') + 1) };
  the('password').value = '';
  try {
    await list();
  } catch (problem) {
    endSession();
    leave();
    throw problem.status === 403 ? new Error('This account is not an administrator’s.') : problem;
  }
  shown(true);
}

async function list() {
  const people = [];
  let next = '0';
  while (next !== undefined) {
    const page = await ask('GET', `${ADMIN}/v2/users?guests=false&limit=200&order_by=name&from=${next}`);
    people.push(...page.users);
    next = page.next_token;
  }
  the('number').textContent = `(${people.length})`;
  the('people').replaceChildren(...people.map(row));
}

function row(person) {
  const copy = the('person').content.cloneNode(true);
  const since = `since ${new Date(person.creation_ts).toLocaleDateString()}`;
  copy.querySelector('.name').textContent = person.name;
  copy.querySelector('.display').textContent = person.displayname ?? '';
  copy.querySelector('.since').textContent = person.admin ? `administrator, ${since}` : since;
  const [renew, close] = [copy.querySelector('.renew'), copy.querySelector('.close')];
  renew.addEventListener('click', () => doing(() => renewPassword(person.name)));
  close.addEventListener('click', () => doing(() => closeAccount(person.name)));
  // The own account: its password is set where the server was installed, and nobody should lock themselves out.
  renew.hidden = close.hidden = person.name === session.me;
  return copy;
}

function handOut(id, password) {
  say(
    `Hand these out now; the password is not shown again.\nHome server: ${location.host}\nName: ${id}\nPassword: ${password}`,
  );
}

async function add() {
  const name = the('new-name').value.trim();
  const id = `@${name}:${session.server}`;
  // Writing to an account that is there would change it.
  await ask('GET', `${ADMIN}/v1/username_available?username=${encodeURIComponent(name)}`);
  const password = newPassword();
  const displayname = the('new-display').value.trim() || name;
  await ask('PUT', `${ADMIN}/v2/users/${encodeURIComponent(id)}`, { password, displayname, admin: false });
  the('add').reset();
  await list();
  handOut(id, password);
}

async function renewPassword(id) {
  if (!confirm(`Give ${id} a new password? It is signed out on all devices.`)) return;
  const password = newPassword();
  await ask('PUT', `${ADMIN}/v2/users/${encodeURIComponent(id)}`, { password, logout_devices: true });
  handOut(id, password);
}

async function closeAccount(id) {
  if (
    !confirm(
      `Close the account ${id} for good? Its messages stay in the rooms; the name cannot be used again.`,
    )
  )
    return;
  await ask('POST', `${ADMIN}/v1/deactivate/${encodeURIComponent(id)}`, { erase: false });
  await list();
  say(`The account ${id} is closed.`);
}

function onSubmit(id, work) {
  the(id).addEventListener('submit', (event) => {
    event.preventDefault();
    const button = the(id).querySelector('button');
    button.disabled = true;
    doing(work).finally(() => {
      button.disabled = false;
    });
  });
}

the('address').textContent = location.host;
onSubmit('sign-in', signIn);
onSubmit('add', add);
the('sign-out').addEventListener('click', () => {
  endSession();
  say('');
  leave();
});
window.addEventListener('pagehide', () => {
  endSession();
  leave();
});
