// SPDX-License-Identifier: AGPL-3.0-or-later
// Unleash as its own start script runs it, but for two things: without a password it would make an account whose
// password everybody knows, and its header for HTTPS would bind all sites below this address, which the host decides.
import { start } from '/opt/app/node_modules/unleash-server/dist/lib/server-impl.js';

// It reckons in this zone; people see their own.
process.env.TZ = 'UTC';

function leaveHttpsToTheHost(app) {
  app.use((_request, response, next) => {
    const setHeader = response.setHeader.bind(response);
    response.setHeader = (name, value) =>
      String(name).toLowerCase() === 'strict-transport-security' ? response : setHeader(name, value);
    next();
  });
}

try {
  await start({
    authentication: { createAdminUser: Boolean(process.env.UNLEASH_DEFAULT_ADMIN_PASSWORD) },
    preHook: leaveHttpsToTheHost,
  });
} catch (error) {
  console.error(error);
  process.exit(1);
}
