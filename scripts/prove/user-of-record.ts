// SPDX-License-Identifier: AGPL-3.0-or-later

/** The Unix account in a server's own record of an installation, which also holds the manifest with whatever keys; or null. */
export function userOfRecord(record: string): string | null {
  try {
    const { user } = JSON.parse(record) as { user?: unknown };
    return typeof user === 'string' && /^hop3-[a-z2-7]{8}$/.test(user) ? user : null;
  } catch {
    return null;
  }
}
