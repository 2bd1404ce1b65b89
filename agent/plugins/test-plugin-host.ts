// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { create } from 'tar';
import { type SandboxHost, sshToHost, up } from '#sandbox/sandbox.ts';

const require = createRequire(import.meta.url);
const project = dirname(dirname(import.meta.dirname));
const RUNTIME = '/opt/hop3/runtime/0123456789abcdef';
const PLACE = '/root/hop3-plugins';

interface Answer {
  readonly code: number;
  readonly output: string;
}

/** A sandbox host with the plugins on it and nothing else of ours: no agent, no rootd. */
export interface PluginHost {
  readonly sandbox: SandboxHost;
  /** Runs test-on-host.ts there; throws what it printed when it failed. */
  check(...argv: string[]): Promise<string>;
  put(name: string, text: string): Promise<string>;
  shell(command: string): Promise<Answer>;
}

export async function pluginHost(options: {
  name: string;
  suite: 'trixie' | 'bookworm';
}): Promise<PluginHost> {
  const sandbox = await up({
    name: options.name,
    suite: options.suite,
    memoryMb: 4096,
    log: () => undefined,
  });
  const shell = (command: string, stdin: NodeJS.ReadableStream | string = '') => ask(sandbox, command, stdin);
  const must = async (command: string, stdin: NodeJS.ReadableStream | string = ''): Promise<string> => {
    const { code, output } = await shell(command, stdin);
    if (code !== 0) throw new Error(output.slice(-6000));
    return output;
  };

  const bundle = await build({
    entryPoints: [join(import.meta.dirname, 'test-on-host.ts')],
    absWorkingDir: project,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  await must(`mkdir -p ${PLACE} ${RUNTIME}/bin ${RUNTIME}/lib`);
  await must(`cat > ${PLACE}/test-on-host.mjs`, bundle.outputFiles[0]?.text ?? '');
  if ((await shell(`test -x ${RUNTIME}/bin/node && test -d ${RUNTIME}/lib/npm`)).code !== 0) {
    const node = dirname(require.resolve(`node-linux-${process.arch}/package.json`));
    await must(
      `cat > ${RUNTIME}/bin/node && chmod 755 ${RUNTIME}/bin/node`,
      createReadStream(join(node, 'bin/node')),
    );
    const npm = dirname(require.resolve('npm/package.json'));
    const archive = create({ cwd: dirname(npm), gzip: true, portable: true }, ['npm']);
    await must(`tar -xz -C ${RUNTIME}/lib`, archive as unknown as NodeJS.ReadableStream);
  }
  await must(
    'command -v mmdebstrap >/dev/null || { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends mmdebstrap; }',
  );
  return {
    sandbox,
    shell,
    check: (...argv) =>
      must([`${RUNTIME}/bin/node`, `${PLACE}/test-on-host.mjs`, ...argv.map(quote)].join(' ')),
    put: async (name, text) => {
      await must(`cat > ${PLACE}/${name}`, text);
      return `${PLACE}/${name}`;
    },
  };
}

/** For the remote shell of the tests. */
const quote = (argument: string): string => `'${argument.replaceAll("'", `'\\''`)}'`;

function ask(sandbox: SandboxHost, command: string, stdin: NodeJS.ReadableStream | string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const [program = 'ssh', ...args] = sshToHost(sandbox);
    const child = spawn(program, [...args, command], { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-200_000);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
    child.stdin.on('error', () => undefined);
    if (typeof stdin === 'string') child.stdin.end(stdin);
    else stdin.pipe(child.stdin);
  });
}
