-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Run as hop3_owner; the role hop3_keeper exists. It reads every row, for the backup of the control plane itself.
-- A later migration that makes a table gives it the same policy and grant.
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND c.relrowsecurity
  LOOP
    EXECUTE format('CREATE POLICY keeper ON %I FOR SELECT TO hop3_keeper USING (true)', name);
    EXECUTE format('GRANT SELECT ON %I TO hop3_keeper', name);
  END LOOP;
END $$;
GRANT SELECT ON hop3_migrations TO hop3_keeper;

-- Copies of the control plane's own backups elsewhere, as the worker made them.
CREATE TABLE control_plane_copies (
  organisation_id uuid NOT NULL REFERENCES organisations,
  -- `local`, or an id of backup_targets.
  target text NOT NULL,
  -- The newest archive that is there.
  archive text,
  at timestamptz,
  bytes bigint,
  -- contract: failureSchema of the last try; null when it succeeded.
  failure jsonb,
  tried_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, target)
);
ALTER TABLE control_plane_copies ENABLE ROW LEVEL SECURITY;
ALTER TABLE control_plane_copies FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON control_plane_copies FOR SELECT TO hop3_web USING (organisation_id = hop3_organisation());
CREATE POLICY worker ON control_plane_copies TO hop3_worker
  USING (organisation_id = hop3_organisation()) WITH CHECK (organisation_id = hop3_organisation());
CREATE POLICY keeper ON control_plane_copies FOR SELECT TO hop3_keeper USING (true);
GRANT SELECT ON control_plane_copies TO hop3_web, hop3_keeper;
GRANT SELECT, INSERT, UPDATE ON control_plane_copies TO hop3_worker;
