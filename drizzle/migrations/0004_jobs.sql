-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Names of an installation's jobs at set times whose last run failed, as its host said last. contract: the manifest's [[cron]].
ALTER TABLE installations ADD COLUMN failed_jobs jsonb NOT NULL DEFAULT '[]';
