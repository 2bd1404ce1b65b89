// SPDX-License-Identifier: AGPL-3.0-or-later
import { ok } from '#contract/result.ts';
import { BUILD_PATHS, type BuildStep, EMPTY_PLAN, type Toolchain } from '../contract.ts';

const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const WORK = `${BUILD_PATHS.app}/.build`;
const ARTIFACTS = 'artifacts.json';
/** Debian's Maven is in the build root only for its super-POM, which says where Maven's own repository is. */
const SUPER_POM = {
  package: 'libmaven3-core-java',
  jar: '/usr/share/java/maven3-model-builder.jar',
  path: 'org/apache/maven/model/pom-4.0.0.xml',
} as const;

interface Artifact {
  readonly package: string;
  readonly version: string;
  readonly classifier?: string | undefined;
  readonly sha256: string;
}

/** Artifacts of a Maven repository by checksum; the main one is unpacked, or is a jar. */
export const java: Toolchain = {
  name: 'java',
  concerns: ({ manifest }) => manifest.source.type === 'maven',
  plan: ({ manifest }, { registries }) => {
    const source = manifest.source;
    if (source.type !== 'maven') return ok(EMPTY_PLAN);
    const isJar = source.packaging === 'jar';
    const name = artifactName(source.package);
    const archive = `.build/main.${source.packaging}`;
    const wanted = [
      {
        path: repositoryPath(source, source.packaging),
        sha256: source.sha256,
        to: isJar ? `${name}.jar` : archive,
      },
      ...source.with.map((jar) => ({ path: repositoryPath(jar, 'jar'), sha256: jar.sha256, to: jar.to })),
    ];
    const offline = { env: {}, network: false, cache: null } as const;
    const steps: BuildStep[] = [
      { doing: 'making room for it', argv: ['/bin/mkdir', '-p', WORK], ...offline },
      ...(registries.maven === null
        ? [
            {
              doing: 'looking for the Maven repository',
              argv: ['/usr/bin/bsdtar', '-xf', SUPER_POM.jar, '-C', WORK, SUPER_POM.path] as const,
              ...offline,
            },
          ]
        : []),
      {
        doing: 'fetching Maven artifacts',
        argv: [
          `${BUILD_PATHS.runtime}/bin/node`,
          `${BUILD_PATHS.runtime}/fetch.mjs`,
          `${BUILD_PATHS.input}/${ARTIFACTS}`,
          BUILD_PATHS.app,
        ],
        env: {
          SSL_CERT_FILE: CA_BUNDLE,
          NODE_EXTRA_CA_CERTS: CA_BUNDLE,
          ...(registries.maven === null
            ? { HOP3_SUPER_POM: `${WORK}/${SUPER_POM.path}` }
            : { HOP3_REPOSITORY: registries.maven }),
        },
        network: true,
        cache: null,
      },
      ...(isJar
        ? []
        : [
            {
              doing: 'unpacking the artifact',
              argv: [
                '/usr/bin/bsdtar',
                '-xf',
                `${BUILD_PATHS.app}/${archive}`,
                `--strip-components=${source.strip}`,
                '--no-same-owner',
                '-C',
                BUILD_PATHS.app,
              ] as const,
              ...offline,
            },
          ]),
      { doing: 'tidying up after the build', argv: ['/bin/rm', '-rf', '--', WORK], ...offline },
    ];
    return ok({
      ...EMPTY_PLAN,
      buildPackages: ['libarchive-tools', ...(registries.maven === null ? [SUPER_POM.package] : [])],
      rootPackages: [`openjdk-${source.java}-jre-headless`],
      inputs: { [ARTIFACTS]: `${JSON.stringify(wanted, null, 2)}\n` },
      steps,
      maven: [source, ...source.with].map((item: Artifact) => ({
        name: item.package,
        version: item.version,
        sha256: item.sha256,
      })),
    });
  },
};

const artifactName = (coordinates: string): string => coordinates.slice(coordinates.indexOf(':') + 1);

/** Where a Maven repository keeps it: org/example/news/1.0/news-1.0-classifier.zip. */
export function repositoryPath(item: Artifact, extension: string): string {
  const group = item.package.slice(0, item.package.indexOf(':')).replaceAll('.', '/');
  const name = artifactName(item.package);
  const classifier = item.classifier === undefined ? '' : `-${item.classifier}`;
  return `${group}/${name}/${item.version}/${name}-${item.version}${classifier}.${extension}`;
}
