# SPDX-License-Identifier: AGPL-3.0-or-later
# What people have made: projects, issues, notes, wiki pages, messages, files.
require 'pg'

TABLES = %w[projects issues journals wiki_pages messages news documents attachments time_entries].freeze

database = PG.connect(host: ENV.fetch('DATABASE_HOST'), dbname: ENV.fetch('DATABASE_NAME'), user: ENV.fetch('DATABASE_USER'))
puts(TABLES.sum { |table| database.exec("SELECT count(*) FROM #{table}").getvalue(0, 0).to_i })
