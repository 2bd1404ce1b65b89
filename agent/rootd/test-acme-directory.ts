// SPDX-License-Identifier: AGPL-3.0-or-later
import type { RootdHost } from './test-rootd-host.ts';

/**
 * An ACME directory on a test host itself: Debian's pebble, with a name server that says what the test wants (every
 * name is this host, until it says otherwise).
 */
export interface AcmeDirectory {
  readonly url: string;
  /** CA certificate of the directory's own address. */
  readonly caPem: string;
  /** Begins anew, without any account, with certificates of this lifetime. */
  start(lifetimeSeconds: number): Promise<void>;
  stop(): Promise<void>;
  /** Has a name point elsewhere. */
  point(domain: string, address: string): Promise<void>;
  /** Has the name server fail for a name. */
  break(domain: string): Promise<void>;
}

const PLACE = '/root/hop3-acme-directory';
const TLS = `
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj '/CN=Test directory' -keyout ca.key -out ca.pem -addext basicConstraints=critical,CA:TRUE
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout tls.key -out tls.csr
printf 'subjectAltName=DNS:localhost' > names
openssl x509 -req -in tls.csr -CA ca.pem -CAkey ca.key -days 30 -extfile names -out tls.pem`;

export async function acmeDirectory(host: RootdHost): Promise<AcmeDirectory> {
  const must = async (command: string, stdin = ''): Promise<string> => {
    const ran = await host.shell(command, stdin);
    if (ran.code !== 0) throw new Error(`${command}: ${ran.stdout}\n${ran.stderr}`);
    return ran.stdout;
  };
  await must(
    'command -v pebble || { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends pebble; }',
  );
  await must(`rm -rf ${PLACE} && mkdir -p ${PLACE} && cd ${PLACE} && set -e ${TLS}`);
  const names = (path: string, about: object) =>
    must(`curl -sS --fail --data @- http://127.0.0.1:8055/${path}`, JSON.stringify(about));
  await must('systemctl stop test-names.service 2>/dev/null; true');
  await must(
    `systemd-run --collect --unit=test-names pebble-challtestsrv -defaultIPv4 ${host.sandbox.address} -defaultIPv6 "" -http01 "" -https01 "" -tlsalpn01 "" -doh "" -dns01 127.0.0.1:8053 -management 127.0.0.1:8055`,
  );
  const stop = async () => void (await host.shell('systemctl stop test-directory.service'));
  return {
    url: 'https://localhost:14000/dir',
    caPem: await must(`cat ${PLACE}/ca.pem`),
    stop,
    start: async (lifetimeSeconds) => {
      await stop();
      const pebble = {
        listenAddress: '127.0.0.1:14000',
        managementListenAddress: '127.0.0.1:15000',
        certificate: `${PLACE}/tls.pem`,
        privateKey: `${PLACE}/tls.key`,
        httpPort: 80,
        tlsPort: 443,
        certificateValidityPeriod: lifetimeSeconds,
      };
      await must(`cat > ${PLACE}/config.json`, JSON.stringify({ pebble }));
      // Without waiting and chance; a name that was proven once need not be again.
      await must(
        `systemd-run --collect --unit=test-directory --setenv=PEBBLE_VA_NOSLEEP=1 --setenv=PEBBLE_WFE_NONCEREJECT=0 --setenv=PEBBLE_AUTHZREUSE=100 pebble -config ${PLACE}/config.json -dnsserver 127.0.0.1:8053`,
      );
      await must(
        `for try in $(seq 50); do curl -sS --cacert ${PLACE}/ca.pem https://localhost:14000/dir && exit 0; sleep 0.1; done; exit 1`,
      );
    },
    point: async (domain, address) =>
      void (await names('add-a', { host: `${domain}.`, addresses: [address] })),
    break: async (domain) => void (await names('set-servfail', { host: `${domain}.` })),
  };
}
