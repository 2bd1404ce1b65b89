// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Addon } from './addon/contract.ts';
import { mysql } from './addon/mysql/mysql.ts';
import { postgres } from './addon/postgres/postgres.ts';
import { redis } from './addon/redis/redis.ts';
import type { BackupPlaces } from './backup/contract.ts';
import { local } from './backup/local/local.ts';
import { sftp } from './backup/sftp/sftp.ts';
import { store } from './backup/store/store.ts';
import type { Builder } from './builder/contract.ts';
import { nativeBuilder } from './builder/native/native.ts';
import { acme } from './certificate/acme/acme.ts';
import type { AcmeIssuer, PrivateIssuer } from './certificate/contract.ts';
import { privateIssuer } from './certificate/private/private.ts';
import type { Os } from './os/contract.ts';
import { debian } from './os/debian/debian.ts';
import { parseOsRelease } from './os/os-release.ts';
import type { ProxyPlugin } from './proxy/contract.ts';
import { nginx } from './proxy/nginx/nginx.ts';
import type { Runtime } from './runtime/contract.ts';
import { guard } from './runtime/guard/guard.ts';
import { phpFpm } from './runtime/php-fpm/php-fpm.ts';
import { staticFiles } from './runtime/static/static.ts';
import { systemd } from './runtime/systemd/systemd.ts';
import { generic } from './toolchain/generic/generic.ts';
import { go } from './toolchain/go/go.ts';
import { java } from './toolchain/java/java.ts';
import { node, npmEnvironment } from './toolchain/node/node.ts';
import { php } from './toolchain/php/php.ts';
import { python } from './toolchain/python/python.ts';

export interface Plugins {
  readonly builder: Builder;
  readonly addons: Readonly<Record<Addon['type'], Addon>>;
  readonly backupPlaces: BackupPlaces;
  readonly runtimes: readonly Runtime[];
  readonly proxy: ProxyPlugin;
  readonly certificates: { readonly private: PrivateIssuer; readonly acme: AcmeIssuer };
  readonly os: Os;
}

const SYSTEMS: readonly Os[] = [debian];

/** The only list of plugins, for a system by its os-release(5). null when no os plugin knows it. */
export function pluginsFor(osRelease: string): Plugins | null {
  const release = parseOsRelease(osRelease);
  const os = SYSTEMS.find((system) => system.recognises(release));
  if (!os) return null;
  return {
    builder: nativeBuilder([php, node, python, go, java, generic], npmEnvironment),
    addons: { postgres, mysql, redis },
    backupPlaces: { local, sftp, store },
    runtimes: [phpFpm, systemd, staticFiles, guard],
    proxy: nginx,
    certificates: { private: privateIssuer, acme },
    os,
  };
}
