#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What an administrator would type to get Node-RED: the yardstick of `npm run bench`. Same end state as our install:
# a user, the packages of the same lockfile, a unit, an HTTPS site with a certificate, answering and signed in to.
# $1 the domain; $2 a folder with bin/node and lib/npm (the runtime that a connected host has), $3 one with
# package.json and package-lock.json.
set -eu
name=bench-node-red
domain=$1
runtime=$2
lock=$3
node=$runtime/bin/node
password=$(head -c 15 /dev/urandom | base64 | tr -d '/+=')

useradd --system --create-home --home-dir /srv/$name --shell /usr/sbin/nologin "$name"
install -d -o $name -g $name /srv/$name/app /srv/$name/data
install -o $name -g $name -m 644 "$lock/package-lock.json" "$lock/package.json" /srv/$name/app/
export PATH=$runtime/bin:$PATH NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
(cd /srv/$name/app && runuser -u $name -- env PATH="$PATH" NODE_EXTRA_CA_CERTS="$NODE_EXTRA_CA_CERTS" HOME=/srv/$name \
  "$node" "$runtime/lib/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund --loglevel=error > /dev/null)
hash=$(cd /srv/$name/app && PASSWORD=$password "$node" -e "console.log(require('bcryptjs').hashSync(process.env.PASSWORD, 8))")
cat > /srv/$name/data/settings.js <<EOF
module.exports = {
  uiHost: '127.0.0.1', uiPort: 8802, flowFile: 'flows.json', credentialSecret: '$(head -c 32 /dev/urandom | base64)',
  adminAuth: { type: 'credentials', users: [{ username: 'admin', password: '$hash', permissions: '*' }] },
  telemetry: { enabled: false, updateNotification: false },
};
EOF
chown $name:$name /srv/$name/data/settings.js && chmod 600 /srv/$name/data/settings.js
install -m 755 "$node" /usr/local/bin/$name-node
cat > /etc/systemd/system/$name.service <<EOF
[Service]
User=$name
Environment=HOME=/srv/$name
ExecStart=/usr/local/bin/$name-node /srv/$name/app/node_modules/node-red/red.js --userDir /srv/$name/data
EOF
systemctl daemon-reload
systemctl start $name
for _ in $(seq 300); do curl -fs http://127.0.0.1:8802/ > /dev/null && break; sleep 0.1; done

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj "/CN=$domain" \
  -addext "subjectAltName=DNS:$domain" -keyout /etc/ssl/private/$name.key -out /etc/ssl/certs/$name.pem 2> /dev/null
cat > /etc/nginx/conf.d/$name.conf <<EOF
server {
  listen 443 ssl;
  server_name $domain;
  ssl_certificate /etc/ssl/certs/$name.pem;
  ssl_certificate_key /etc/ssl/private/$name.key;
  location / {
    proxy_pass http://127.0.0.1:8802;
    proxy_http_version 1.1;
    proxy_set_header Host \$host;
    proxy_set_header Upgrade \$http_upgrade;
    proxy_set_header Connection upgrade;
    proxy_set_header X-Forwarded-Proto https;
  }
}
EOF
nginx -t -q
systemctl reload-or-restart nginx
ask="curl -fs --cacert /etc/ssl/certs/$name.pem --resolve $domain:443:127.0.0.1"
for _ in $(seq 50); do $ask "https://$domain/" > /dev/null && break; sleep 0.1; done
token=$($ask --data-urlencode client_id=node-red-admin --data grant_type=password --data 'scope=*' --data username=admin \
  --data-urlencode "password=$password" "https://$domain/auth/token" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
$ask -H "Authorization: Bearer $token" "https://$domain/settings" | grep -q admin
echo "signed in"
