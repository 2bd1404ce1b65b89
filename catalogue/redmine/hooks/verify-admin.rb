# SPDX-License-Identifier: AGPL-3.0-or-later
# Exits 0 when the administrator's password opens the account.
user = User.find_by_login(ENV.fetch('ADMIN_USERNAME'))
abort "this password does not open an administrator's account" unless user&.admin? && user.check_password?(ENV.fetch('ADMIN_PASSWORD'))
