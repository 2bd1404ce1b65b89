// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { appId } from '#contract/ids.ts';
import { isEnded, type NumberedEvent } from '#contract/operation.ts';
import { openProduct } from '#server/worker/product.fixture.ts';
import { agentChecks } from './client/agent-checks.ts';
import { holdName } from './prove/hold-name.ts';

/**
 * Installs an app through the product's own API on a sandbox host, writes something into it that must be there after a
 * restart, and takes it away again, printing what the progress page would show. Starts database, signer and worker
 * itself.
 *   node scripts/try-install.ts <app> [--home <folder>] [--host <name>] [--label news] [--settings '{}'] [--keep] [--disconnect] [--quiet]
 * Each checkout has a home and a host of its own, which are kept for the next try.
 */
const checkout = createHash('sha256').update(process.cwd()).digest('hex').slice(0, 6);
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    home: { type: 'string', default: join(tmpdir(), `hop3-try-${checkout}`) },
    host: { type: 'string', default: `try-${checkout}` },
    label: { type: 'string' },
    settings: { type: 'string', default: '{}' },
    keep: { type: 'boolean', default: false },
    disconnect: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
});
const app = appId.parse(positionals[0] ?? 'miniflux');

const held = await holdName(options.host);
const product = await openProduct({ home: options.home, hostName: options.host });
const { api } = product.member;
try {
  for (const live of (await api.operations.list()).filter((one) => !isEnded(one.state))) {
    console.log(`— an earlier ${live.kind} goes on`);
    const ended = await product.follow(live.id, show);
    console.log(`= ${ended.state}`, ended.failure ?? '');
  }
  console.log('— connect');
  const host = await product.connect(show);
  const install = {
    app,
    host,
    title: `Try ${app}`,
    domain: `${options.label ?? app}.${product.sandbox.domainSuffix}`,
    settings: JSON.parse(options.settings),
  };
  for (const earlier of (await api.installations.list()).filter(({ domain }) => domain === install.domain)) {
    console.log('— uninstall an earlier one');
    const input = { installation: earlier.id, confirm: install.domain };
    await product.follow((await api.installations.uninstall(input)).operation, show);
  }
  for (const line of await api.installations.preflight(install)) console.log(`  ${line.state}: ${line.text}`);
  console.log(`— install ${app}`);
  const { operation, installation } = await api.installations.install(install);
  const installed = await product.follow(operation, show);
  console.log(`= ${installed.state} in ${(installed.endedAtMs ?? 0) - (installed.startedAtMs ?? 0)} ms`);
  if (installed.failure) console.log(installed.failure);
  if (installed.state === 'succeeded') {
    const { url, username } = await api.installations.revealSignIn({ installation });
    console.log(`  ${url} as ${username}`);
    const { password } = await api.installations.revealSignIn({ installation });
    const told = (text: string) => console.log(`    ${text}`);
    const checks = await agentChecks(product.sandbox, { installation, password, told });
    try {
      const token = `try${Date.now().toString(36)}`;
      const before = await checks.run('check.count', { installation });
      await checks.run('seed.put', { installation, token });
      await checks.run('seed.find', { installation, token });
      console.log('— restart');
      const again = await product.follow((await api.installations.restart({ installation })).operation, show);
      console.log(`= ${again.state}`, again.failure ?? '');
      await checks.run('check.health', { installation, via: 'private' });
      await checks.run('seed.find', { installation, token });
      const after = await checks.run('check.count', { installation });
      console.log(`  found what was written; counted ${before} before, ${after} after`);
    } finally {
      checks.close();
    }
    console.log('— a new password');
    const reset = await product.follow(
      (await api.installations.resetPassword({ installation })).operation,
      show,
    );
    console.log(`= ${reset.state}`, reset.failure ?? '');
    if (!options.keep) {
      console.log('— uninstall');
      const gone = await api.installations.uninstall({ installation, confirm: install.domain });
      const uninstalled = await product.follow(gone.operation, show);
      console.log(`= ${uninstalled.state}`, uninstalled.failure ?? '');
    }
  }
  if (options.disconnect) {
    console.log('— disconnect');
    const left = await product.follow(
      (await api.hosts.disconnect({ host, deleteBackups: true })).operation,
      show,
    );
    console.log(`= ${left.state}`, left.failure ?? '');
  }
} finally {
  await product.close();
  held.release();
}

function show({ atMs, event }: NumberedEvent): void {
  const at = new Date(atMs).toISOString().slice(11, 23);
  switch (event.type) {
    case 'state':
      console.log(`${at} [${event.state}] ${event.failure?.message ?? ''}`);
      return;
    case 'step': {
      const took = event.durationMs === null ? '' : ` (${Math.round(event.durationMs)} ms)`;
      console.log(
        `${at} ${event.step}: ${event.state} ${event.doneTitle ?? ''}${event.found ? `, ${event.found}` : ''}${took}`,
      );
      return;
    }
    case 'log':
      if (!options.quiet) console.log(`${at}     ${event.text}`);
  }
}
