#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What an administrator would type to get Miniflux: the yardstick of `npm run bench`. Same end state as our install:
# a user, the program, a database with its role, a unit, an HTTPS site with a certificate, answering and signed in to.
# Needs a host on which nginx, postgresql and curl are already there, as on a connected one.
set -eu
export DEBIAN_FRONTEND=noninteractive
name=bench-miniflux
domain=$1
password=$(head -c 15 /dev/urandom | base64 | tr -d '/+=')

useradd --system --no-create-home --shell /usr/sbin/nologin "$name"
apt-get -qq update
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
apt-get -qq -y install --no-install-recommends postgresql miniflux > /dev/null
rm /usr/sbin/policy-rc.d
systemctl start postgresql
runuser -u postgres -- createuser "$name"
runuser -u postgres -- createdb --owner "$name" "$name"

install -m 600 /dev/null /etc/$name.env
cat > /etc/$name.env <<EOF
DATABASE_URL=user=$name dbname=$name host=/run/postgresql
LISTEN_ADDR=127.0.0.1:8801
BASE_URL=https://$domain
RUN_MIGRATIONS=1
CREATE_ADMIN=1
ADMIN_USERNAME=admin
ADMIN_PASSWORD=$password
EOF
cat > /etc/systemd/system/$name.service <<EOF
[Service]
User=$name
EnvironmentFile=/etc/$name.env
ExecStart=/usr/bin/miniflux
EOF
systemctl daemon-reload
systemctl start $name
for _ in $(seq 100); do curl -fs http://127.0.0.1:8801/healthcheck > /dev/null && break; sleep 0.1; done

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj "/CN=$domain" \
  -addext "subjectAltName=DNS:$domain" -keyout /etc/ssl/private/$name.key -out /etc/ssl/certs/$name.pem 2> /dev/null
cat > /etc/nginx/conf.d/$name.conf <<EOF
server {
  listen 443 ssl;
  server_name $domain;
  ssl_certificate /etc/ssl/certs/$name.pem;
  ssl_certificate_key /etc/ssl/private/$name.key;
  location / {
    proxy_pass http://127.0.0.1:8801;
    proxy_set_header Host \$host;
    proxy_set_header X-Forwarded-Proto https;
  }
}
EOF
nginx -t -q
systemctl reload-or-restart nginx

jar=$(mktemp)
ask="curl -fs --cacert /etc/ssl/certs/$name.pem --resolve $domain:443:127.0.0.1 -b $jar -c $jar"
for _ in $(seq 50); do $ask "https://$domain/healthcheck" > /dev/null && break; sleep 0.1; done
csrf=$($ask "https://$domain/" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
$ask -o /dev/null --data-urlencode "csrf=$csrf" --data-urlencode username=admin --data-urlencode "password=$password" "https://$domain/login"
$ask "https://$domain/settings" | grep -q admin
echo "signed in"
