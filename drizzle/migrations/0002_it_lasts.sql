-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Run as hop3_owner. Backups, updates, addresses: what makes an installation last.

ALTER TABLE operations DROP CONSTRAINT operations_kind_check;
ALTER TABLE operations DROP CONSTRAINT operations_check;
ALTER TABLE operations
  ADD CONSTRAINT operations_kind_check CHECK (kind IN (
    'connect-host', 'disconnect-host', 'open-store', 'install', 'restart', 'uninstall', 'backup', 'set-backup-plan',
    'restore', 'install-from-backup', 'update', 'roll-back', 'change-domain', 'reset-password', 'set-certificate')),
  ADD CONSTRAINT operations_about_check CHECK (
    (kind IN ('connect-host', 'disconnect-host', 'open-store')) = (installation_id IS NULL)),
  -- The package that it changes to, and the copy on which that is rehearsed first.
  ADD COLUMN package jsonb,
  ADD COLUMN package_digest text,
  ADD COLUMN rehearsal_id uuid,
  -- What its steps learned, for its later steps and for whoever takes it over. No secret.
  ADD COLUMN notes jsonb NOT NULL DEFAULT '{}',
  ADD CONSTRAINT operations_package_check CHECK ((package IS NULL) = (package_digest IS NULL));

ALTER TABLE installations
  ADD COLUMN issuer text NOT NULL DEFAULT 'private' CHECK (issuer IN ('private', 'acme')),
  -- contract: certificateState, as the host said last.
  ADD COLUMN certificate jsonb,
  ADD COLUMN generation integer NOT NULL DEFAULT 0,
  -- A domain that is being taken; claimed like the one in use.
  ADD COLUMN wanted_domain text CHECK (wanted_domain = lower(wanted_domain)),
  -- The release before, for rolling back.
  ADD COLUMN previous_release jsonb,
  -- contract: rehearsalResult of the newest rehearsal.
  ADD COLUMN rehearsal jsonb,
  ADD COLUMN last_backup_at timestamptz,
  ADD COLUMN last_backup_elsewhere_at timestamptz,
  -- contract: backupAttempt[], the last try at each place.
  ADD COLUMN backup_attempts jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN backups_verified_at timestamptz,
  -- When a backup of it was last restored and passed its checks, whatever for (a restore, a rehearsal, a copy).
  ADD COLUMN restore_proven_at timestamptz,
  -- Made of a backup of that installation.
  ADD COLUMN made_from uuid;

-- A wanted domain is taken for the whole site too: no two rows have one name, in use or wanted.
CREATE UNIQUE INDEX installations_wanted_domain ON installations (wanted_domain) WHERE wanted_domain IS NOT NULL;
CREATE FUNCTION installations_domain_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE taken boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(4803002, hashtext(coalesce(NEW.wanted_domain, NEW.domain)));
  PERFORM set_config('hop3.domains', 'yes', true);
  SELECT EXISTS (
      SELECT FROM installations i
      WHERE i.id <> NEW.id AND i.domain = NEW.wanted_domain AND i.domain_released_at IS NULL)
    OR NEW.domain_released_at IS NULL AND EXISTS (
      SELECT FROM installations i WHERE i.id <> NEW.id AND i.wanted_domain = NEW.domain)
    INTO taken;
  PERFORM set_config('hop3.domains', '', true);
  IF taken THEN
    RAISE unique_violation USING CONSTRAINT = 'installations_domain', MESSAGE = 'the domain is taken';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER installations_domain_once AFTER INSERT OR UPDATE OF domain, wanted_domain, domain_released_at ON installations
  FOR EACH ROW EXECUTE FUNCTION installations_domain_once();
-- The function, and it alone, sees the rows of every organisation: a name is one person's whoever asks.
CREATE POLICY owner_domains ON installations FOR SELECT TO hop3_owner
  USING (coalesce(current_setting('hop3.domains', true), '') = 'yes');

-- Until when the host's own certificate authority may sign.
ALTER TABLE hosts ADD COLUMN authority_not_after timestamptz;

ALTER TABLE organisations
  -- Where certificates come from: an ACME directory, and the address that it may write to. Null: Let's Encrypt.
  ADD COLUMN acme_directory text,
  ADD COLUMN acme_email text,
  -- CA certificate of the directory itself, where that is not public.
  ADD COLUMN acme_ca_pem text,
  -- When the recovery sheet was last printed or downloaded.
  ADD COLUMN recovery_sheet_at timestamptz;

-- Every release that an installation ever had: a backup names its package by digest.
CREATE TABLE installation_releases (
  installation_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  package_digest text NOT NULL,
  package jsonb NOT NULL,
  version text,
  root_digest text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (installation_id, package_digest),
  FOREIGN KEY (installation_id, organisation_id) REFERENCES installations (id, organisation_id)
);

CREATE TABLE backup_targets (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('sftp', 'store')),
  -- Of a store: the connected host that it is on.
  host_id uuid REFERENCES hosts,
  address text NOT NULL,
  port integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
  user_name text NOT NULL,
  path text,
  host_key text NOT NULL,
  -- The key that hosts use there: `ssh-ed25519 AAAA…`. Its private half is in secrets as backup_targets/<id>/key.
  public_key text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  removed_at timestamptz,
  UNIQUE (id, organisation_id),
  CHECK ((kind = 'store') = (host_id IS NOT NULL)),
  CHECK ((kind = 'sftp') = (path IS NOT NULL))
);
CREATE UNIQUE INDEX backup_targets_store ON backup_targets (organisation_id, host_id) WHERE kind = 'store' AND removed_at IS NULL;
CREATE UNIQUE INDEX backup_targets_name ON backup_targets (organisation_id, name) WHERE removed_at IS NULL;

-- What was chosen; `applied_at` null: the host does not have it yet.
CREATE TABLE backup_plans (
  installation_id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  schedule jsonb NOT NULL,
  keep jsonb NOT NULL,
  paused boolean NOT NULL DEFAULT false,
  -- `local` or ids of backup_targets, in order.
  targets jsonb NOT NULL,
  applied_at timestamptz,
  FOREIGN KEY (installation_id, organisation_id) REFERENCES installations (id, organisation_id)
);

-- What hosts' books say, so that a list is there when a host is not. contract: backupEntry.
CREATE TABLE backups (
  installation_id uuid NOT NULL,
  id text NOT NULL,
  organisation_id uuid NOT NULL,
  host_id uuid NOT NULL REFERENCES hosts,
  at timestamptz NOT NULL,
  entry jsonb NOT NULL,
  PRIMARY KEY (installation_id, id),
  FOREIGN KEY (installation_id, organisation_id) REFERENCES installations (id, organisation_id)
);
CREATE INDEX backups_at ON backups (installation_id, at DESC);

ALTER TABLE secrets DROP CONSTRAINT secrets_table_name_check;
ALTER TABLE secrets ADD CONSTRAINT secrets_table_name_check
  CHECK (table_name IN ('installations', 'hosts', 'backup_targets', 'organisations'));

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['installation_releases', 'backup_targets', 'backup_plans', 'backups']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY web ON %I TO hop3_web USING (organisation_id = hop3_organisation()) WITH CHECK (organisation_id = hop3_organisation())', name);
    EXECUTE format('CREATE POLICY worker_see ON %I FOR SELECT TO hop3_worker USING (true)', name);
    EXECUTE format('CREATE POLICY worker ON %I TO hop3_worker USING (organisation_id = hop3_organisation()) WITH CHECK (organisation_id = hop3_organisation())', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON installation_releases TO hop3_web;
GRANT SELECT, INSERT, UPDATE ON installation_releases TO hop3_worker;
GRANT SELECT, INSERT ON backup_targets TO hop3_web;
GRANT UPDATE (name, removed_at) ON backup_targets TO hop3_web;
GRANT SELECT ON backup_targets TO hop3_worker;
GRANT SELECT, INSERT, UPDATE ON backup_plans TO hop3_web, hop3_worker;
GRANT SELECT ON backups TO hop3_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON backups TO hop3_worker;
GRANT UPDATE (title, state, wanted_domain, issuer) ON installations TO hop3_web;
GRANT UPDATE (acme_directory, acme_email, acme_ca_pem, recovery_sheet_at) ON organisations TO hop3_web;
GRANT SELECT (package_digest, rehearsal_id) ON operations TO hop3_signer;

-- What the worker begins by itself: keeping retention in what a host stores of others, and signing a host's authority again
-- while there is time.
CREATE POLICY worker_insert ON operations FOR INSERT TO hop3_worker
  WITH CHECK (organisation_id = hop3_organisation() AND state = 'queued' AND requested_by IS NULL AND (
    (kind = 'open-store' AND input ->> 'retain' = 'true') OR (kind = 'set-certificate' AND input ->> 'issuer' = 'private')));
GRANT INSERT ON operations TO hop3_worker;
