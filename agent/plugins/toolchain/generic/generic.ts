// SPDX-License-Identifier: AGPL-3.0-or-later
import { commandArgv, servesFilesOnly } from '#contract/manifest/command.ts';
import { ok } from '#contract/result.ts';
import { type BuildStep, EMPTY_PLAN, type Toolchain } from '../contract.ts';

/**
 * What every package can have, whatever it is made with: `[run] packages` join the sealed root, `[build] after-build`
 * ends the build, and an app that is files only gets the small web server that serves them. The last of all toolchains.
 */
export const generic: Toolchain = {
  name: 'generic',
  concerns: () => true,
  plan: ({ manifest }) => {
    const steps = manifest.build['after-build'].map(
      (command): BuildStep => ({
        doing: 'ending the build',
        argv: commandArgv(command, manifest.source.type) as [string, ...string[]],
        env: {},
        network: false,
        cache: null,
      }),
    );
    return ok({
      ...EMPTY_PLAN,
      buildPackages: manifest.source.type === 'apt' && steps.length === 0 ? [] : manifest.build.packages,
      rootPackages: [...new Set([...(servesFilesOnly(manifest) ? ['nginx'] : []), ...manifest.run.packages])],
      steps,
    });
  },
};
