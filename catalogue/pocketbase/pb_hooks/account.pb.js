// SPDX-License-Identifier: AGPL-3.0-or-later
// Commands for the host: who may manage PocketBase, and under which address it is reached. Values come by the
// environment, so that no password stands in a command line. They are loaded for these commands only.

$app.rootCmd.addCommand(
  new Command({
    use: 'set-account',
    run: () => {
      const email = $os.getenv('ADMIN_EMAIL');
      const password = $os.getenv('ADMIN_PASSWORD');
      if (!email || !password) {
        console.error('ADMIN_EMAIL and ADMIN_PASSWORD are needed');
        $os.exit(1);
      }
      try {
        let record;
        try {
          record = $app.findAuthRecordByEmail('_superusers', email);
        } catch {
          record = new Record($app.findCollectionByNameOrId('_superusers'));
          record.set('email', email);
        }
        record.set('password', password);
        $app.save(record);

        const settings = $app.settings();
        if (settings.meta.appURL !== $os.getenv('SITE_URL')) {
          settings.meta.appName = $os.getenv('SITE_TITLE');
          settings.meta.appURL = $os.getenv('SITE_URL');
          // Only the host's proxy can reach it: it says from where a visitor came.
          settings.trustedProxy.headers = ['X-Forwarded-For'];
          settings.trustedProxy.useLeftmostIP = false;
          $app.save(settings);
        }
      } catch (error) {
        console.error(String(error));
        $os.exit(1);
      }
    },
  }),
);

$app.rootCmd.addCommand(
  new Command({
    use: 'verify-account',
    run: () => {
      try {
        const record = $app.findAuthRecordByEmail('_superusers', $os.getenv('ADMIN_EMAIL'));
        if (!record.validatePassword($os.getenv('ADMIN_PASSWORD')))
          throw new Error('this password does not open the account');
      } catch (error) {
        console.error(String(error));
        $os.exit(1);
      }
    },
  }),
);

$app.rootCmd.addCommand(
  new Command({
    use: 'set-address',
    run: () => {
      try {
        const settings = $app.settings();
        settings.meta.appURL = $os.getenv('SITE_URL');
        $app.save(settings);
      } catch (error) {
        console.error(String(error));
        $os.exit(1);
      }
    },
  }),
);
