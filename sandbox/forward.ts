// SPDX-License-Identifier: AGPL-3.0-or-later
// The forwarder as a process of its own (npm start runs it without root): apps of sandbox hosts in this computer's browser.
import { hostsFileLookup } from './hosts-file.ts';
import { startSniForwarder } from './sni-forwarder.ts';

const port = Number(process.env['HOP3_APPS_PORT']);
const hostsFile = process.env['HOP3_SANDBOX_HOSTS'];
if (!Number.isInteger(port) || hostsFile === undefined) {
  console.error('HOP3_APPS_PORT (a port) and HOP3_SANDBOX_HOSTS (a file) must be set.');
  process.exit(2);
}
const forwarder = await startSniForwarder({
  port,
  lookup: hostsFileLookup(hostsFile),
  log: (line) => console.log(line),
});
console.log(`Apps of sandbox hosts answer on port ${forwarder.port}.`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void forwarder.close().then(() => process.exit(0));
  });
}
