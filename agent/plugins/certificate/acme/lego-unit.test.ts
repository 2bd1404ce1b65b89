// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest';
import { acmeUnitArgv, legoArgv } from './lego-unit.ts';

const command = legoArgv({
  directory: 'https://acme.example.org/dir',
  contact: 'a$b@example.org',
  requestPath: '/run/hop3/acme/request.pem',
});

it('gives lego a request and never a key', () => {
  expect(command.join(' ')).toBe(
    'lego --accept-tos --path /var/lib/hop3/acme --server https://acme.example.org/dir --email a$b@example.org --csr /run/hop3/acme/request.pem --http --http.webroot /var/www/hop3-acme --user-agent hop3-marketplace run',
  );
});

it('runs it as an account that may write to two directories, with no variable expanded', () => {
  const argv = acmeUnitArgv({
    name: 'order',
    command,
    network: true,
    env: { LEGO_CA_CERTIFICATES: '/a:/b' },
  });
  expect(argv.slice(0, 7)).toEqual([
    'systemd-run',
    '--quiet',
    '--pipe',
    '--wait',
    '--collect',
    '--service-type=exec',
    '--unit=hop3-acme-order.service',
  ]);
  expect(argv).toContain('--property=User=hop3-acme');
  expect(argv).toContain('--property=ProtectSystem=strict');
  expect(argv).toContain('--property=ReadWritePaths=/var/lib/hop3/acme /var/www/hop3-acme');
  expect(argv).toContain('--setenv=LEGO_CA_CERTIFICATES=/a:/b');
  expect(argv).toContain('a$$b@example.org');
  expect(argv).not.toContain('--property=PrivateNetwork=yes');
  expect(acmeUnitArgv({ name: 'read', command, network: false })).toContain('--property=PrivateNetwork=yes');
});
