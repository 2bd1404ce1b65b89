// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { sandboxProblem } from './machine-support.ts';
import { down, list, reboot, sshToHost, status, up } from './sandbox.ts';
import { SandboxError } from './sandbox-error.ts';
import { SUITES, type Suite } from './suite.ts';

const USAGE = `Real Debian servers on this computer, to practise on.

  npm run sandbox -- up     [name] [--suite trixie|bookworm] [--memory MB] [--cpus N] [--template name]
  npm run sandbox -- list   [--json]
  npm run sandbox -- ssh    [name] [-- command…]
  npm run sandbox -- reboot [name]
  npm run sandbox -- down   [name] [--remove]

Without a name: practice.`;

const DEFAULT_NAME = 'practice';

async function main(): Promise<number> {
  const { values, positionals, tokens } = parseArgs({
    allowPositionals: true,
    tokens: true,
    options: {
      suite: { type: 'string' },
      memory: { type: 'string' },
      cpus: { type: 'string' },
      template: { type: 'string' },
      remove: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const terminator =
    tokens.find((token) => token.kind === 'option-terminator')?.index ?? Number.POSITIVE_INFINITY;
  const before = tokens.filter((token) => token.kind === 'positional' && token.index < terminator).length;
  const [command, name = DEFAULT_NAME] = positionals.slice(0, before);
  const remoteCommand = positionals.slice(before);
  if (values.help || !command || !['up', 'list', 'ssh', 'reboot', 'down'].includes(command)) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const problem = sandboxProblem();
  if (problem) throw new SandboxError(problem);
  const log = (line: string) => console.error(line);
  switch (command) {
    case 'up': {
      const suite = parseSuite(values.suite);
      const memoryMb = parseNumber('--memory', values.memory);
      const cpus = parseNumber('--cpus', values.cpus);
      const host = await up({
        name,
        log,
        ...(suite && { suite }),
        ...(values.template && { template: values.template }),
        ...(memoryMb && { memoryMb: Math.round(memoryMb) }),
        ...(cpus && { cpus }),
      });
      console.log(values.json ? JSON.stringify(host) : summarise(host));
      return 0;
    }
    case 'list': {
      const hosts = await list();
      if (values.json) console.log(JSON.stringify(hosts));
      else if (hosts.length === 0) console.log('There are no sandbox hosts.');
      else
        for (const { state, host } of hosts)
          console.log(`${host.name}\t${state}\t${host.suite}\t${host.address}`);
      return 0;
    }
    case 'ssh': {
      const found = await status(name);
      if (found.state !== 'running')
        throw new SandboxError(`${name} is not running; start it with: up ${name}`);
      const [file, ...args] = sshToHost(found.host);
      return spawnSync(file, [...args, ...remoteCommand], { stdio: 'inherit' }).status ?? 1;
    }
    case 'reboot':
      console.log(summarise(await reboot(name, log)));
      return 0;
    default:
      await down(name, { remove: values.remove, log });
      return 0;
  }
}

function parseSuite(text: string | undefined): Suite | undefined {
  const suite = SUITES.find((known) => known === text);
  if (text !== undefined && !suite) throw new SandboxError(`--suite is one of ${SUITES.join(', ')}`);
  return suite;
}

function parseNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new SandboxError(`${option} is a number above zero`);
  return value;
}

function summarise(host: {
  name: string;
  suite: string;
  address: string;
  hostKeyFingerprint: string;
  domainSuffix: string;
}) {
  return [
    `${host.name}: Debian ${host.suite} at ${host.address}`,
    `  host key  ${host.hostKeyFingerprint}`,
    `  apps at   https://<app>.${host.domainSuffix}:8443`,
    `  sign in   npm run sandbox -- ssh ${host.name}`,
  ].join('\n');
}

try {
  process.exitCode = await main();
} catch (error) {
  const isExpected =
    error instanceof SandboxError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
  if (!isExpected) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}
