# SPDX-License-Identifier: AGPL-3.0-or-later
# The address that stands in mails and feeds.
Setting.protocol = 'https'
Setting.host_name = ENV.fetch('SITE_URL').delete_prefix('https://')
