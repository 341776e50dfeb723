#!/bin/bash
# Functions that run inside the copied root, before and after the commands of the page: they prepare a fresh Debian with a mail
# server, and check the page's outcome. `repository` is the path of this repository.
set -euo pipefail
[ -e /root/trial/trial.sh ] || { echo 'this is for the copied root only' >&2; exit 1; }

# Brings PostgreSQL to the state right after its installation. The clusters of the machine itself are not used.
prepare() {
  mkdir -p /run/postgresql /var/log/postgresql
  chown postgres:postgres /run/postgresql
  chmod 2775 /run/postgresql
  rm -rf /etc/postgresql/15 /var/lib/postgresql/15 /var/backups/postgresql /var/backups/coworking-manager
  pg_createcluster --port=5432 15 main >/dev/null
  install -m 755 "$repository/server/soak/deployment/systemctl" /usr/local/bin/systemctl
  printf '127.0.0.1 localhost coworking.example.com mail.example.com\n' >/etc/hosts
  mkdir -p /var/trial-mails
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=mail.example.com \
    -addext subjectAltName=DNS:mail.example.com -keyout /root/mail.key -out /root/mail.pem 2>/dev/null
  cp /root/mail.pem /usr/local/share/ca-certificates/trial-mail.crt
  update-ca-certificates >/dev/null
}

# Runs after the trial has its own network.
begin() {
  ip link set lo up
  pg_ctlcluster 15 main start
  "$repository/node_modules/.bin/node" "$repository/server/soak/deployment/mail-server.ts" \
    /var/trial-mails /root/mail.key /root/mail.pem &
}

fail() {
  echo "BROKEN $*"
}

# Checks what the page says about a path in PUBLIC_URL: nginx may keep the path or remove it.
under_a_path() {
  local url=https://coworking.example.com/coworking site=/etc/nginx/sites-available/coworking-manager
  sed -i "s|^PUBLIC_URL=.*|PUBLIC_URL=$url|" /etc/coworking-manager.env
  sed -i 's|location / {|location /coworking/ {|' $site
  systemctl restart coworking-manager@8081 coworking-manager@8082
  for port in 8081 8082; do
    curl --silent --fail --retry 60 --retry-delay 1 --retry-all-errors --output /dev/null http://127.0.0.1:$port/readyz
  done
  for target in http://coworking_manager http://coworking_manager/; do
    sed -i "s|proxy_pass .*;|proxy_pass $target;|" $site
    systemctl restart nginx
    for path in api/v1/spaces docs openapi.json readyz; do
      curl --silent --fail --output /dev/null $url/$path || fail "$url/$path by $target does not answer"
    done
    file=$(curl --silent --header 'Accept: text/html' $url/staff/today | grep -o '/coworking/assets/index-[^"]*\.js' | head -1 || true)
    curl --silent --fail --output /dev/null "https://coworking.example.com${file:-/none}" ||
      fail "the page by $target names no existing script: $file"
    echo "FIGURE under-a-path-by $target"
  done
}

# Checks that mails have a place without a mail server: the rest of the file system is read-only for the service.
without_mail_server() {
  sed -i '/^SMTP_URL=/d' /etc/coworking-manager.env
  systemctl restart coworking-manager@8081
  curl --silent --fail --retry 60 --retry-delay 1 --retry-all-errors --output /dev/null http://127.0.0.1:8081/readyz
  curl --silent --fail --output /dev/null --json '{"email":"admin@coworking.example.com"}' \
    http://127.0.0.1:8081/api/v1/auth/password-reset || fail 'a new password was not sent'
  for ((wait = 0; wait < 300; wait++)); do
    grep -qs '^To: .*admin@coworking.example.com' /var/lib/coworking-manager/mails.txt && return
    sleep 0.1
  done
  fail 'without SMTP_URL mails are not written to a file'
}

finish() {
  curl --silent https://coworking.example.com/readyz | grep -q '"redis":"up"' || fail 'Redis is not used'
  for ((wait = 0; wait < 300; wait++)); do
    grep -qs '^Trial-Recipients: anna@example.com' /var/trial-mails/*.eml && grep -qs 'text/calendar' /var/trial-mails/*.eml && break
    sleep 0.1
  done
  grep -qs 'text/calendar' /var/trial-mails/*.eml || fail 'no mail about the booking arrived'
  echo "FIGURE mails $(ls /var/trial-mails | wc -l)"

  curl --silent --head https://coworking.example.com/ | grep -qi '^strict-transport-security' || fail 'no HSTS'
  curl --silent --head --header 'Accept-Encoding: gzip' https://coworking.example.com/openapi.json |
    grep -qi '^content-encoding: gzip' || fail 'openapi.json is not compressed'
  curl --silent --output /dev/null --write-out '%{http_code}' https://coworking.example.com/metrics | grep -qx 404 ||
    fail '/metrics can be read from outside'
  # The port of a unit is that of its name, whatever the settings say.
  echo PORT=8080 >>/etc/coworking-manager.env
  under_a_path
  # A graceful stop of the instances must not hang. PgBouncer is restarted without clients, because it waits for their end.
  systemctl stop coworking-manager@8082
  without_mail_server
  systemctl stop coworking-manager@8081

  sed -i 's/^pool_mode.*/pool_mode = transaction/' /etc/pgbouncer/pgbouncer.ini
  systemctl restart pgbouncer
  password=$(sed -n 's/^DATABASE_URL=.*:\(.*\)@.*/\1/p' /etc/coworking-manager.env)
  su postgres -c "psql -Atc \"SELECT '\\\"coworking\\\" \\\"' || rolpassword || '\\\"' FROM pg_authid WHERE rolname = 'coworking'\"" \
    >/etc/pgbouncer/userlist.txt
  systemctl restart pgbouncer
  if DATABASE_URL=postgres://coworking:$password@127.0.0.1:6432/coworking JWT_SECRET=$(openssl rand -hex 32) PORT=8083 \
    timeout 60 /opt/coworking-manager/scripts/serve >/tmp/pooled 2>&1 || ! grep -q 'shares sessions' /tmp/pooled; then
    fail "PgBouncer in transaction mode was not refused: $(tail -n 1 /tmp/pooled)"
  fi

  for database in 127.0.0.1:5432/coworking 127.0.0.1:5432/trial 127.0.0.1:5433/coworking; do
    # The recovered cluster has the password of the moment to which it was recovered.
    DATABASE_URL=postgres://coworking:$password@$database
    case $database in *:5433/*) DATABASE_URL=$recovered_url ;; esac
    export DATABASE_URL
    coworking-manager audit >/tmp/audited 2>&1 || fail "the books of $database: $(cat /tmp/audited)"
    echo "FIGURE books-$database $(tail -n 1 /tmp/audited)"
  done
  unset DATABASE_URL
}
