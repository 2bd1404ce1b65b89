// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Inventory } from '#contract/rootd-api.ts';

/** What an inventory holds, for people; empty when nothing is left. */
export function leftovers(inventory: Inventory): string[] {
  const named: readonly (readonly [string, readonly (string | number)[]])[] = [
    ['user', inventory.user === null ? [] : [inventory.user]],
    ['unit', inventory.units],
    ['timer', inventory.timers],
    ['database', inventory.databases],
    ['database role', inventory.roles],
    ['directory', inventory.directories],
    ['site', inventory.sites],
    ['certificate', inventory.certificates],
    ['open port', inventory.ports],
    ['firewall rule', inventory.firewallRules],
    ['entry', inventory.registryEntry ? ['registry'] : []],
  ];
  return named.flatMap(([noun, items]) => items.map((item) => `${noun} ${item}`));
}
