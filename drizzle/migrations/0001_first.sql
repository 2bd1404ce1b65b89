-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Run as hop3_owner; the roles hop3_web, hop3_worker and hop3_signer exist.

-- Scope of a transaction: set by set_config('hop3.organisation' | 'hop3.user', id, true).
CREATE FUNCTION hop3_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hop3.organisation', true), '')::uuid $$;
CREATE FUNCTION hop3_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hop3.user', true), '')::uuid $$;
-- True while somebody is being signed in, before a user is known.
CREATE FUNCTION hop3_authenticating() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('hop3.authenticating', true), '') = 'yes' $$;

CREATE TABLE organisations (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  password_hash text NOT NULL,
  password_changed_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE memberships (
  organisation_id uuid NOT NULL REFERENCES organisations,
  user_id uuid NOT NULL REFERENCES users,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'viewer')),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id);

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  address text,
  user_agent text
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE sign_in_attempts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  succeeded boolean NOT NULL
);
CREATE INDEX sign_in_attempts_key ON sign_in_attempts (key, at);

CREATE TABLE onboarding_tokens (
  token_hash text PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('first-administrator', 'new-password')),
  user_id uuid REFERENCES users,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CHECK ((purpose = 'new-password') = (user_id IS NOT NULL))
);

CREATE TABLE hosts (
  id uuid PRIMARY KEY,
  organisation_id uuid REFERENCES organisations,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('sandbox', 'remote')),
  state text NOT NULL CHECK (state IN ('connecting', 'connected', 'unreachable', 'disconnecting', 'connect-failed', 'removed')),
  address text NOT NULL,
  ssh_port integer NOT NULL CHECK (ssh_port BETWEEN 1 AND 65535),
  ssh_user text NOT NULL,
  host_key text NOT NULL,
  host_key_fingerprint text NOT NULL,
  domain_suffix text,
  public_port integer NOT NULL DEFAULT 443 CHECK (public_port BETWEEN 1 AND 65535),
  facts jsonb,
  facts_at timestamptz,
  runtime_digest text,
  agent_contract integer,
  epoch integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  connected_at timestamptz,
  removed_at timestamptz
);
-- One control plane's trust a server: an address is connected once for the whole site.
CREATE UNIQUE INDEX hosts_address ON hosts (lower(address), ssh_port) WHERE state NOT IN ('connect-failed', 'removed');
CREATE UNIQUE INDEX hosts_name ON hosts (organisation_id, name) NULLS NOT DISTINCT WHERE state NOT IN ('connect-failed', 'removed');

CREATE TABLE installations (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  host_id uuid NOT NULL REFERENCES hosts,
  app text NOT NULL,
  app_title text NOT NULL,
  title text NOT NULL,
  domain text NOT NULL CHECK (domain = lower(domain)),
  domain_released_at timestamptz,
  public_port integer NOT NULL,
  settings jsonb NOT NULL,
  secret_settings jsonb NOT NULL DEFAULT '[]',
  package jsonb NOT NULL,
  package_digest text NOT NULL,
  admin_username text,
  admin_email text,
  timezone text NOT NULL DEFAULT 'Etc/UTC',
  language text NOT NULL DEFAULT 'en',
  state text NOT NULL CHECK (state IN ('installing', 'running', 'stopped', 'failing', 'unknown', 'uninstalling', 'removed', 'install-failed')),
  root_digest text,
  version text,
  reservation jsonb,
  certificate_not_after timestamptz,
  memory_bytes bigint,
  data_bytes bigint,
  running_since timestamptz,
  checked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  installed_at timestamptz,
  removed_at timestamptz,
  UNIQUE (id, organisation_id)
);
-- A domain is claimed once for the whole site, whatever the organisation.
CREATE UNIQUE INDEX installations_domain ON installations (domain) WHERE domain_released_at IS NULL;
CREATE INDEX installations_organisation ON installations (organisation_id, created_at);
CREATE INDEX installations_host ON installations (host_id);

-- A domain is let go when the installation has ended, and claimed again when it is tried again.
CREATE FUNCTION installations_claim_domain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN ('removed', 'install-failed') THEN
    NEW.domain_released_at := coalesce(NEW.domain_released_at, now());
  ELSIF NEW.state <> 'uninstalling' THEN
    NEW.domain_released_at := NULL;
  END IF;
  IF NEW.state = 'removed' THEN NEW.removed_at := coalesce(NEW.removed_at, now()); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER installations_claim_domain BEFORE INSERT OR UPDATE OF state ON installations
  FOR EACH ROW EXECUTE FUNCTION installations_claim_domain();

CREATE TABLE operations (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  host_id uuid NOT NULL REFERENCES hosts,
  installation_id uuid,
  kind text NOT NULL CHECK (kind IN ('connect-host', 'install', 'restart', 'uninstall', 'disconnect-host')),
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'undoing', 'succeeded', 'failed', 'cancelled')),
  app text,
  subject text NOT NULL,
  plan jsonb NOT NULL DEFAULT '[]',
  input jsonb NOT NULL,
  failure jsonb,
  left_behind boolean NOT NULL DEFAULT false,
  retry_of uuid REFERENCES operations,
  requested_by uuid REFERENCES users,
  cancel_requested_at timestamptz,
  executor text,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  ended_at timestamptz,
  UNIQUE (id, organisation_id),
  FOREIGN KEY (installation_id, organisation_id) REFERENCES installations (id, organisation_id),
  CHECK ((kind IN ('connect-host', 'disconnect-host')) = (installation_id IS NULL))
);
CREATE UNIQUE INDEX operations_one_live_an_installation ON operations (installation_id)
  WHERE installation_id IS NOT NULL AND state IN ('queued', 'running', 'undoing');
CREATE UNIQUE INDEX operations_one_live_a_host ON operations (host_id)
  WHERE installation_id IS NULL AND state IN ('queued', 'running', 'undoing');
CREATE INDEX operations_organisation ON operations (organisation_id, created_at);
CREATE INDEX operations_installation ON operations (installation_id, created_at);
CREATE INDEX operations_live ON operations (created_at) WHERE state IN ('queued', 'running', 'undoing');

CREATE TABLE operation_events (
  operation_id uuid NOT NULL,
  seq integer NOT NULL CHECK (seq > 0),
  organisation_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  event jsonb NOT NULL,
  PRIMARY KEY (operation_id, seq),
  FOREIGN KEY (operation_id, organisation_id) REFERENCES operations (id, organisation_id)
);

CREATE FUNCTION operations_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('hop3_operations', NEW.id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER operations_inserted AFTER INSERT ON operations
  FOR EACH ROW EXECUTE FUNCTION operations_notify();
CREATE TRIGGER operations_cancel_requested AFTER UPDATE OF cancel_requested_at ON operations
  FOR EACH ROW WHEN (NEW.cancel_requested_at IS DISTINCT FROM OLD.cancel_requested_at) EXECUTE FUNCTION operations_notify();

CREATE FUNCTION operation_events_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('hop3_events', NEW.operation_id::text || ':' || NEW.seq::text);
  RETURN NULL;
END $$;
CREATE TRIGGER operation_events_inserted AFTER INSERT ON operation_events
  FOR EACH ROW EXECUTE FUNCTION operation_events_notify();

CREATE TABLE secrets (
  organisation_id uuid NOT NULL REFERENCES organisations,
  table_name text NOT NULL CHECK (table_name IN ('installations', 'hosts')),
  row_id uuid NOT NULL,
  column_name text NOT NULL,
  key_id text NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (table_name, row_id, column_name)
);

CREATE TABLE audit_events (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  at timestamptz NOT NULL DEFAULT now(),
  user_id uuid,
  user_name text NOT NULL,
  action text NOT NULL,
  accepted text NOT NULL CHECK (accepted IN ('yes', 'no')),
  installation_id uuid,
  host_id uuid,
  operation_id uuid,
  detail jsonb NOT NULL,
  address text
);
CREATE INDEX audit_events_organisation ON audit_events (organisation_id, at);
CREATE INDEX audit_events_installation ON audit_events (installation_id, at);

CREATE TABLE trusted_cas (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  name text NOT NULL,
  pem text NOT NULL,
  fingerprint text NOT NULL,
  subject text NOT NULL,
  not_after timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organisation_id, fingerprint)
);

CREATE TABLE worker_heartbeats (
  executor text PRIMARY KEY,
  pid integer NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now()
);

-- Row-level security. FORCE: it binds the tables' owner too.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['organisations', 'users', 'memberships', 'sessions', 'sign_in_attempts', 'onboarding_tokens',
    'hosts', 'installations', 'operations', 'operation_events', 'secrets', 'audit_events', 'trusted_cas', 'worker_heartbeats']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;

-- web: people
CREATE POLICY web ON organisations TO hop3_web
  USING (id = hop3_organisation() OR hop3_authenticating()
    OR id IN (SELECT m.organisation_id FROM memberships m WHERE m.user_id = hop3_user()))
  WITH CHECK (id = hop3_organisation() OR hop3_authenticating());
CREATE POLICY web ON memberships TO hop3_web
  USING (organisation_id = hop3_organisation() OR user_id = hop3_user() OR hop3_authenticating())
  WITH CHECK (organisation_id = hop3_organisation() OR hop3_authenticating());
CREATE POLICY web ON users TO hop3_web
  USING (id = hop3_user() OR hop3_authenticating()
    OR id IN (SELECT m.user_id FROM memberships m WHERE m.organisation_id = hop3_organisation()))
  WITH CHECK (id = hop3_user() OR hop3_authenticating());
CREATE POLICY web ON sessions TO hop3_web
  USING (user_id = hop3_user() OR hop3_authenticating())
  WITH CHECK (user_id = hop3_user() OR hop3_authenticating());
CREATE POLICY web ON sign_in_attempts TO hop3_web USING (hop3_authenticating()) WITH CHECK (hop3_authenticating());
CREATE POLICY web ON onboarding_tokens TO hop3_web USING (hop3_authenticating()) WITH CHECK (hop3_authenticating());
GRANT SELECT, INSERT ON organisations, memberships TO hop3_web;
GRANT SELECT, INSERT, UPDATE ON users, sessions TO hop3_web;
GRANT SELECT, INSERT, DELETE ON sign_in_attempts TO hop3_web;
GRANT SELECT, INSERT, UPDATE ON onboarding_tokens TO hop3_web;

-- The owner writes one-time links (npm start, npm run admin-link) and sees who there is; nothing else.
CREATE POLICY owner ON users FOR SELECT TO hop3_owner USING (true);
CREATE POLICY owner ON onboarding_tokens TO hop3_owner USING (true) WITH CHECK (true);

-- web: what belongs to an organisation
CREATE POLICY web_see ON hosts FOR SELECT TO hop3_web USING (organisation_id = hop3_organisation() OR (organisation_id IS NULL AND hop3_organisation() IS NOT NULL));
CREATE POLICY web_insert ON hosts FOR INSERT TO hop3_web WITH CHECK (organisation_id = hop3_organisation());
CREATE POLICY web_update ON hosts FOR UPDATE TO hop3_web USING (organisation_id = hop3_organisation()) WITH CHECK (organisation_id = hop3_organisation());
CREATE POLICY web ON installations TO hop3_web USING (organisation_id = hop3_organisation()) WITH CHECK (organisation_id = hop3_organisation());
CREATE POLICY web ON operations TO hop3_web USING (organisation_id = hop3_organisation()) WITH CHECK (organisation_id = hop3_organisation());
CREATE POLICY web ON operation_events TO hop3_web USING (organisation_id = hop3_organisation()) WITH CHECK (false);
CREATE POLICY web ON secrets FOR ALL TO hop3_web USING (organisation_id = hop3_organisation()) WITH CHECK (false);
CREATE POLICY web ON audit_events TO hop3_web USING (organisation_id = hop3_organisation()) WITH CHECK (organisation_id = hop3_organisation());
CREATE POLICY web ON trusted_cas TO hop3_web USING (organisation_id = hop3_organisation()) WITH CHECK (organisation_id = hop3_organisation());
CREATE POLICY web ON worker_heartbeats FOR SELECT TO hop3_web USING (true);
GRANT SELECT, INSERT ON hosts, installations, operations TO hop3_web;
GRANT UPDATE (name, state) ON hosts TO hop3_web;
GRANT UPDATE (title, state) ON installations TO hop3_web;
GRANT UPDATE (cancel_requested_at) ON operations TO hop3_web;
GRANT SELECT ON operation_events, worker_heartbeats TO hop3_web;
-- Deletes the secrets of what is gone, without being able to read them.
GRANT SELECT (organisation_id, table_name, row_id, column_name), DELETE ON secrets TO hop3_web;
GRANT SELECT, INSERT ON audit_events TO hop3_web;
GRANT SELECT, INSERT, DELETE ON trusted_cas TO hop3_web;

-- worker: sees what there is to do in every organisation; changes and secrets only within the scope it sets.
CREATE POLICY worker_see ON organisations FOR SELECT TO hop3_worker USING (true);
CREATE POLICY worker_see ON hosts FOR SELECT TO hop3_worker USING (true);
CREATE POLICY worker_see ON installations FOR SELECT TO hop3_worker USING (true);
CREATE POLICY worker_see ON operations FOR SELECT TO hop3_worker USING (true);
CREATE POLICY worker_see ON operation_events FOR SELECT TO hop3_worker USING (true);
CREATE POLICY worker_see ON trusted_cas FOR SELECT TO hop3_worker USING (organisation_id = hop3_organisation());
CREATE POLICY worker_see ON users FOR SELECT TO hop3_worker
  USING (id IN (SELECT m.user_id FROM memberships m WHERE m.organisation_id = hop3_organisation()));
CREATE POLICY worker_see ON memberships FOR SELECT TO hop3_worker USING (organisation_id = hop3_organisation());
CREATE POLICY worker_update ON hosts FOR UPDATE TO hop3_worker
  USING (organisation_id = hop3_organisation() OR (organisation_id IS NULL AND hop3_organisation() IS NOT NULL))
  WITH CHECK (organisation_id = hop3_organisation() OR (organisation_id IS NULL AND hop3_organisation() IS NOT NULL));
CREATE POLICY worker_update ON installations FOR UPDATE TO hop3_worker USING (organisation_id = hop3_organisation()) WITH CHECK (organisation_id = hop3_organisation());
CREATE POLICY worker_update ON operations FOR UPDATE TO hop3_worker USING (organisation_id = hop3_organisation()) WITH CHECK (organisation_id = hop3_organisation());
CREATE POLICY worker_insert ON operation_events FOR INSERT TO hop3_worker WITH CHECK (organisation_id = hop3_organisation());
CREATE POLICY worker ON secrets TO hop3_worker USING (organisation_id = hop3_organisation()) WITH CHECK (organisation_id = hop3_organisation());
CREATE POLICY worker ON worker_heartbeats TO hop3_worker USING (true) WITH CHECK (true);
GRANT SELECT ON organisations, memberships, trusted_cas TO hop3_worker;
GRANT SELECT (id, name, email) ON users TO hop3_worker;
GRANT SELECT, UPDATE ON hosts, installations, operations TO hop3_worker;
GRANT SELECT, INSERT ON operation_events TO hop3_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON secrets, worker_heartbeats TO hop3_worker;

-- signer: what justifies a ticket, by name.
CREATE POLICY signer ON operations FOR SELECT TO hop3_signer USING (true);
CREATE POLICY signer ON installations FOR SELECT TO hop3_signer USING (true);
CREATE POLICY signer ON hosts FOR SELECT TO hop3_signer USING (true);
GRANT SELECT (id, organisation_id, kind, state, host_id, installation_id, executor, cancel_requested_at) ON operations TO hop3_signer;
GRANT SELECT (id, organisation_id, host_id, package_digest, state, domain, title) ON installations TO hop3_signer;
GRANT SELECT (id, organisation_id, state, epoch) ON hosts TO hop3_signer;
