// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Addon } from './addon/contract.ts';
import { mysql } from './addon/mysql/mysql.ts';
import { postgres } from './addon/postgres/postgres.ts';
import { redis } from './addon/redis/redis.ts';
import type { Builder } from './builder/contract.ts';
import { nativeBuilder } from './builder/native/native.ts';
import type { Os } from './os/contract.ts';
import { debian } from './os/debian/debian.ts';
import { parseOsRelease } from './os/os-release.ts';
import type { ProxyPlugin } from './proxy/contract.ts';
import { nginx } from './proxy/nginx/nginx.ts';
import type { Runtime } from './runtime/contract.ts';
import { phpFpm } from './runtime/php-fpm/php-fpm.ts';
import { staticFiles } from './runtime/static/static.ts';
import { systemd } from './runtime/systemd/systemd.ts';
import { generic } from './toolchain/generic/generic.ts';
import { node, npmEnvironment } from './toolchain/node/node.ts';
import { php } from './toolchain/php/php.ts';
import { python } from './toolchain/python/python.ts';

export interface Plugins {
  readonly builder: Builder;
  readonly addons: Readonly<Record<Addon['type'], Addon>>;
  readonly runtimes: readonly Runtime[];
  readonly proxy: ProxyPlugin;
  readonly os: Os;
}

const SYSTEMS: readonly Os[] = [debian];

/** The only list of plugins, for a system by its os-release(5). null when no os plugin knows it. */
export function pluginsFor(osRelease: string): Plugins | null {
  const release = parseOsRelease(osRelease);
  const os = SYSTEMS.find((system) => system.recognises(release));
  if (!os) return null;
  return {
    builder: nativeBuilder([php, node, python, generic], npmEnvironment),
    addons: { postgres, mysql, redis },
    runtimes: [phpFpm, systemd, staticFiles],
    proxy: nginx,
    os,
  };
}
