// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Failure } from '#contract/failure.ts';
import { err, type Result } from '#contract/result.ts';
import { type SshConnection, SshError } from './ssh-connection.ts';

/** Works over a connection and closes it; that it was lost or refused is an expected failure. */
export async function withConnection<T>(
  connection: SshConnection,
  work: (connection: SshConnection) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> {
  try {
    return await work(connection);
  } catch (error) {
    if (error instanceof SshError) return err(error.failure);
    throw error;
  } finally {
    connection.close();
  }
}
