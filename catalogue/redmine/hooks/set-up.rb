# SPDX-License-Identifier: AGPL-3.0-or-later
# First states, priorities and roles in the language that was asked for, then the settings; a second run leaves what
# people have changed meanwhile.
if Redmine::DefaultData::Loader.no_data?
  Redmine::DefaultData::Loader.load(ENV.fetch('SITE_LANGUAGE'))
  Setting.app_title = ENV.fetch('SITE_TITLE')
  Setting.default_language = ENV.fetch('SITE_LANGUAGE')
  Setting.welcome_text = ''
  Setting.login_required = ENV.fetch('SITE_READERS') == 'everybody' ? '0' : '1'
  # Accounts are made by the administrator.
  Setting.self_registration = '0'
  # No mail is sent, so a lost password is set by the administrator.
  Setting.lost_password = '0'
  Setting.rest_api_enabled = '1'
  Setting.mail_from = ENV.fetch('ADMIN_EMAIL')
end
load '/package/hooks/set-address.rb'
load '/package/hooks/set-password.rb'
