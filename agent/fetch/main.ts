// SPDX-License-Identifier: AGPL-3.0-or-later
import { fetchByArguments } from '#agent/host/fetch-artifacts.ts';

/** Runs inside build roots, as the build's user: fetches what a toolchain's plan names. */
try {
  await fetchByArguments(process.argv.slice(2), process.env);
} catch (error) {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  console.error(cause?.code === undefined ? message : `${message}: ${cause.code}`);
  process.exitCode = 1;
}
