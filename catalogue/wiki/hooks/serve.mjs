// SPDX-License-Identifier: AGPL-3.0-or-later
// Starts Federated Wiki for one site, with our way of knowing its owner (owner.mjs). Its own start takes everything as
// arguments and reads settings from wherever it is started.
import { createServer } from 'node:http';
import { registerHooks } from 'node:module';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const code = process.env.WIKI_CODE ?? '/opt/app/node_modules';
const owner = pathToFileURL(`${import.meta.dirname}/owner.mjs`).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'wiki-security-owner' ? { url: owner, shortCircuit: true } : next(specifier, context),
});

const { default: wiki } = await import(`${code}/wiki-server/index.js`);
const data = process.env.WIKI_DATA;
const app = await wiki({
  port: Number(process.env.APP_PORT),
  host: '127.0.0.1',
  root: `${code}/wiki-server`,
  packageDir: code,
  home: 'welcome-visitors',
  security_type: 'owner',
  secure_cookie: true,
  data,
  commons: `${data}/commons`,
  url: process.env.APP_URL,
  uploadLimit: '20mb',
});
app.on('owner-set', () => {
  const { port, host } = app.startOpts;
  app.emit('running-serv', createServer(app).listen(port, host));
});
