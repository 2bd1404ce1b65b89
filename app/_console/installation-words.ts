// SPDX-License-Identifier: AGPL-3.0-or-later
import type { HostView } from '#contract/site-api/hosts.ts';
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { StatusTone } from '../_ui/status-dot.tsx';

interface StateWords {
  tone: StatusTone;
  words: string;
  /** Something moves: the dot pulses. */
  moving?: boolean;
}

export const installationStates: Record<InstallationView['state'], StateWords> = {
  installing: { tone: 'amber', words: 'being installed', moving: true },
  running: { tone: 'hop', words: 'running' },
  stopped: { tone: 'muted', words: 'stopped' },
  failing: { tone: 'brick', words: 'not answering' },
  unknown: { tone: 'muted', words: 'unknown: its host cannot be asked' },
  uninstalling: { tone: 'amber', words: 'being removed', moving: true },
  removed: { tone: 'muted', words: 'removed' },
  'install-failed': { tone: 'brick', words: 'was not installed' },
};

/** Neither coming nor going nor gone: what its server looks after. */
export const isInstalled = ({ state }: Pick<InstallationView, 'state'>): boolean =>
  state === 'running' || state === 'failing' || state === 'stopped' || state === 'unknown';

export const hostStates: Record<HostView['state'], StateWords> = {
  connecting: { tone: 'amber', words: 'being connected', moving: true },
  connected: { tone: 'hop', words: 'connected' },
  unreachable: { tone: 'brick', words: 'does not answer' },
  disconnecting: { tone: 'amber', words: 'being disconnected', moving: true },
};

export const hostKinds: Record<HostView['kind'], string> = {
  sandbox: 'Practice server on this computer',
  remote: 'Server over SSH',
};
