// SPDX-License-Identifier: AGPL-3.0-or-later
import { failure } from '#contract/failure.ts';
import { err } from '#contract/result.ts';
import type { AgentVerbRunner } from '../operations/verb-runner.ts';

export function checkVerbRunner(_ports: { rootdSocket: string }): AgentVerbRunner {
  return async (verb) => err(failure('internal', `"${verb}" is not there yet.`));
}
