// SPDX-License-Identifier: AGPL-3.0-or-later
import { paths } from '#agent/host/paths.ts';
import { HARDENING } from './sandbox.ts';

/**
 * The service behind a timer of the host: it asks the agent to have one thing done (agent/promises) and ends as that
 * ends. It may do nothing else: it is no more than the agent, without a network. Pure.
 */
export function promiseService(asked: {
  readonly description: string;
  readonly args: readonly string[];
}): string {
  const { description, args } = asked;
  if (!args.every((arg) => /^[a-z0-9-]+$/.test(arg))) throw new Error(`not arguments of a promise: ${args}`);
  const runtime = paths.currentRuntime;
  return `# Placed by hop3; changes are overwritten.
[Unit]
Description=${description}
Wants=hop3-agent.service
After=hop3-agent.service

[Service]
Type=oneshot
User=hop3-agent
Group=hop3-bridge
ExecStart=${runtime}/bin/node --max-old-space-size=48 ${runtime}/promise.mjs ${args.join(' ')}
WorkingDirectory=/
Environment=NODE_ENV=production
TimeoutStartSec=30h
MemoryMax=192M
TasksMax=32
${HARDENING.map(([key, value]) => `${key}=${value}`).join('\n')}
PrivateNetwork=yes
`;
}

/** `calendar` as OnCalendar= takes it (systemd.time(7)). A time that was missed is made up for after the next start. */
export function promiseTimer(asked: {
  readonly description: string;
  readonly calendar: string;
  readonly randomizedDelaySeconds: number;
}): string {
  return `# Placed by hop3; changes are overwritten.
[Unit]
Description=${asked.description}

[Timer]
OnCalendar=${asked.calendar}
RandomizedDelaySec=${asked.randomizedDelaySeconds}
AccuracySec=1s
Persistent=yes

[Install]
WantedBy=timers.target
`;
}
