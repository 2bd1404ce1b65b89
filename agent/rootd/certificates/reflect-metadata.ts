// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * The three functions of the reflect-metadata proposal without which tsyringe, a dependency of @peculiar/x509,
 * refuses to load. Import this before it.
 */
type Metadata = Map<unknown, unknown>;

const known = new WeakMap<object, Metadata>();

const metadata = {
  defineMetadata: (key: unknown, value: unknown, target: object) => {
    const own: Metadata = known.get(target) ?? new Map();
    known.set(target, own.set(key, value));
  },
  getOwnMetadata: (key: unknown, target: object): unknown => known.get(target)?.get(key),
  getMetadata: (key: unknown, target: object): unknown => {
    for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      if (known.get(at)?.has(key)) return known.get(at)?.get(key);
    }
    return undefined;
  },
};

if (!('getMetadata' in Reflect)) Object.assign(Reflect, metadata);

export {};
