# SPDX-License-Identifier: AGPL-3.0-or-later
# Gives the administrator's account its password, and its address the first time.
user = User.find_by_login(ENV.fetch('ADMIN_USERNAME')) || raise('there is no such account')
user.password = user.password_confirmation = ENV.fetch('ADMIN_PASSWORD')
user.must_change_passwd = false
user.mail = ENV.fetch('ADMIN_EMAIL') if user.mail.blank? || user.mail == 'admin@example.net'
user.language = Setting.default_language if user.language.blank?
user.admin = true
user.status = User::STATUS_ACTIVE
user.save!
