// SPDX-License-Identifier: AGPL-3.0-or-later
import { z } from 'zod';

/** Identifiers of rows are UUIDs (v7 made by the control plane, so they sort by time). */
export const uuid = z.uuid();

export const organisationId = uuid.brand<'OrganisationId'>();
export type OrganisationId = z.infer<typeof organisationId>;
export const userId = uuid.brand<'UserId'>();
export type UserId = z.infer<typeof userId>;
export const hostId = uuid.brand<'HostId'>();
export type HostId = z.infer<typeof hostId>;
export const installationId = uuid.brand<'InstallationId'>();
export type InstallationId = z.infer<typeof installationId>;
export const operationId = uuid.brand<'OperationId'>();
export type OperationId = z.infer<typeof operationId>;

/** Folder name under catalogue/; also the first label of suggested addresses. */
export const appId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/, 'lowercase letters, digits and hyphens');
export type AppId = z.infer<typeof appId>;

/** sha256 of something, as 64 hex digits. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** A DNS name with at least two labels, lowercase, without a trailing dot; at most 253 characters. */
export const domainName = z
  .string()
  .max(253)
  .regex(
    /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'a name such as news.example.org',
  );

/** Unix account of an installation: hop3- and 8 base32 digits of its id. Minted by rootd. */
export const unixUserName = z.string().regex(/^hop3-[a-z2-7]{8}$/);

/** Text from outside for people to read: no control characters except newline and tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
export const plainText = z.string().regex(/^[^\u0000-\u0008\u000b-\u001f\u007f]*$/, 'no control characters');
