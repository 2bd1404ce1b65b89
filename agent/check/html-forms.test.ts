// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';
import { decodeEntities, findForm, findToken, readHtml } from './html-forms.ts';

/** As Miniflux 2.2 sends it, shortened. */
const MINIFLUX = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Sign In - Miniflux</title>
<meta name="robots" content="noindex,nofollow">
<script type="module">if (1 < 2) { document.write("<form action='/evil'><input name=csrf value=evil></form>") }</script></head>
<body><main id="main"><section class="login-form">
    <form action="/login" method="post">
        <input type="hidden" name="csrf" value="wG7x+/8=abc">

        <div class="alert alert-error" role="alert"><p>Invalid username or password.</p></div>
        <label for="form-username">Username</label>
        <input type="text" name="username" id="form-username" value="" autocomplete="username" required autofocus>
        <input type="password" name="password" id="form-password" required>
        <button type="submit" class="button button-primary" data-label-loading="Loading...">Login</button>
    </form></section></main></body></html>`;

/** As WordPress 6.8 sends it, shortened. */
const WORDPRESS = `<!DOCTYPE html><html lang="en-US"><head><title>Log In &lsaquo; My site &#8212; WordPress</title></head>
<body class="login no-js"><!-- <form action="/old"><input name="pwd"></form> --><div id="login">
<form name="loginform" id="loginform" action="https://blog.example.org/wp-login.php" method="post"><p>
<input type="text" name="log" id="user_login" class="input" value="" size="20" autocapitalize="off" required="required" /></p>
<input type="password" name="pwd" id="user_pass" class="input" value="" />
<input type="submit" name="wp-submit" id="wp-submit" value="Log In" />
<input type="hidden" name="redirect_to" value="https://blog.example.org/wp-admin/?a=1&amp;b=2" />
<input type="hidden" name="testcookie" value="1" /></form></div></body></html>`;

const pageUrl = new URL('https://blog.example.org/wp-login.php');

test('reads the sign-in page of Miniflux', () => {
  const page = readHtml(MINIFLUX);
  expect(page.title).toBe('Sign In - Miniflux');
  expect(page.forms).toHaveLength(1);
  const form = findForm(page, { action: '/login', field: 'password', pageUrl });
  expect(findToken(page, form, 'csrf')).toBe('wG7x+/8=abc');
  expect(page.text).toContain('Invalid username or password. Username');
  expect(page.text).not.toContain('evil');
});

test('reads the sign-in page of WordPress', () => {
  const page = readHtml(WORDPRESS);
  const form = findForm(page, { action: '/wp-login.php', field: 'pwd', pageUrl });
  expect(form?.inputs.filter((input) => input.type === 'hidden')).toEqual([
    { name: 'redirect_to', type: 'hidden', value: 'https://blog.example.org/wp-admin/?a=1&b=2' },
    { name: 'testcookie', type: 'hidden', value: '1' },
  ]);
});

test('prefers the form that posts where the package says and has the field', () => {
  const page = readHtml(
    '<form action=/login><input name=q></form><form action=/login><input name=pw></form><form action=/x><input name=pw></form>',
  );
  expect(findForm(page, { action: '/login', field: 'pw', pageUrl })).toBe(page.forms[1]);
  expect(findForm(page, { action: '/y', field: 'pw', pageUrl })).toBe(page.forms[1]);
  expect(findForm(page, { action: '/login', field: 'none', pageUrl })).toBe(page.forms[0]);
  expect(findForm(readHtml('nothing'), { action: '/', field: 'pw', pageUrl })).toBeNull();
});

test('finds a token outside of forms and in a meta', () => {
  expect(findToken(readHtml('<input type=hidden name=t value=loose>'), null, 't')).toBe('loose');
  expect(findToken(readHtml('<meta name="csrf-token" content="m">'), null, 'csrf-token')).toBe('m');
  expect(findToken(readHtml('<p>'), null, 't')).toBeNull();
});

test('survives what is not HTML', () => {
  expect(readHtml('a < b && c <d e="f').text).toBe('a < b && c');
  expect(readHtml('<!-- never ended <form>').forms).toEqual([]);
  expect(readHtml('<title>never ended').title).toBe('never ended');
  expect(decodeEntities('&#0;&#x110000;&nothing;&amp;lt;')).toBe('&#0;&#x110000;&nothing;&lt;');
});

test('takes linear time', () => {
  for (const hostile of ['<a ', '<a b="', '<', '<form', "<input x='", '<!--', '&', '<title>', '<a / / ']) {
    const startMs = performance.now();
    readHtml(hostile.repeat(1_000_000 / hostile.length));
    expect(performance.now() - startMs, hostile).toBeLessThan(3000);
  }
});
