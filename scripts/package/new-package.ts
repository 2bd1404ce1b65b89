// SPDX-License-Identifier: AGPL-3.0-or-later

/** The files of a package that somebody begins: free of mistakes, with everything that has to be said marked by its words. */
export function newPackage(id: string): Record<string, string> {
  const title = id
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ');
  return {
    'hop3.toml': `#:schema ../../contract/hop3.schema.json

[metadata]
id = "${id}"
version = "1.0.0"
title = "${title}"
summary = "What it is for, in one sentence, before what it is."
license = "AGPL-3.0-or-later"
categories = ["website"]
instead-of = []
leave = "How people take their data away."

[source]
# A package of the Debian suite; npm, pypi, go and maven are the others.
type = "apt"
package = "${id}"
suite = "trixie"
version = "~1.0"

[[processes]]
name = "web"
kind = "web"
command = ["/usr/bin/${id}"]
listens = "port"

[env]
PORT = { key = "port" }
PUBLIC_URL = { key = "url" }

[admin]
username = "admin"
password = { generate = "password", length = 20 }
# Makes the account before anybody can reach the site; the values are in ADMIN_USERNAME, ADMIN_PASSWORD, ADMIN_EMAIL.
create = ["/usr/bin/${id}", "create-admin"]

[healthcheck]
path = "/"

[check.sign-in]
form = { page = "/login", action = "/login", username = "username", password = "password" }
inside = { path = "/", contains = "Sign out" }
refused = { contains = "wrong" }

[limits]
memory = "512M"
`,
    'README.md': `# ${title}\n\nHow it is packaged, and what whoever looks after it should know.\n`,
    'icon.svg': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#3f5d54"/><circle cx="32" cy="32" r="14" fill="none" stroke="#e8f1ec" stroke-width="5"/></svg>\n`,
  };
}
