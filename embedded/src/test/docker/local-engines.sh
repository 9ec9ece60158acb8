#!/usr/bin/env bash
# Images of the four engines where no registry can be reached: the embedded programs of switchback/switchback behind the interfaces of the
# official images, as far as -Dswitchback.engines=containers uses them. They prove the adapter, not the official images.
#   local-engines.sh [TAG]     makes local/postgres, local/redis, local/kafka and local/clickhouse
set -euo pipefail

tag=${1:-0.1.0}
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT

cat >"$context/postgres.sh" <<'SCRIPT'
#!/bin/bash
set -eu
bin=$(echo /opt/switchback/engines/postgres-*/bin)
data=/var/lib/switchback/postgres
shift # the word postgres
if [ ! -e "$data/PG_VERSION" ]; then
  printf '%s' "$POSTGRES_PASSWORD" >/var/lib/switchback/password
  "$bin/initdb" --pgdata="$data" --username="$POSTGRES_USER" --pwfile=/var/lib/switchback/password --auth=scram-sha-256 --encoding=UTF8 --no-locale
  echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
  echo "CREATE DATABASE $POSTGRES_DB" | "$bin/postgres" --single -D "$data" postgres
fi
exec "$bin/postgres" -D "$data" -p "${PGPORT:-5432}" -c listen_addresses='*' -c unix_socket_directories= "$@"
SCRIPT
cat >"$context/redis.sh" <<'SCRIPT'
#!/bin/bash
set -eu
shift
exec /opt/switchback/engines/redis-*/redis-server --bind 0.0.0.0 --protected-mode no --dir /var/lib/switchback "$@"
SCRIPT
cat >"$context/kafka.sh" <<'SCRIPT'
#!/bin/bash
set -eu
file=/var/lib/switchback/server.properties
env | sed -n 's/^KAFKA_\([A-Z_]*\)=\(.*\)/\1 \2/p' | while read -r name value; do
  echo "$(echo "$name" | tr 'A-Z_' 'a-z.')=$value"
done >"$file"
echo "log.dirs=/var/lib/switchback/kafka" >>"$file"
path=$(sed -n '/^-classpath$/{n;p}' /opt/switchback/java.options)
if [ ! -e /var/lib/switchback/kafka/meta.properties ]; then
  java -cp "$path" kafka.tools.StorageTool format -t c3dpdGNoYmFja3Rlc3Q0MQ -c "$file"
fi
exec java -Xmx512m -XX:+UseSerialGC -cp "$path" kafka.Kafka "$file"
SCRIPT
cat >"$context/clickhouse.sh" <<'SCRIPT'
#!/bin/bash
set -eu
port=8123
for word in "$@"; do case $word in --http_port=*) port=${word#*=} ;; esac; done
path=$(sed -n '/^-classpath$/{n;p}' /opt/switchback/java.options)
library=$(find /opt/switchback/engines -name libchdb.so)
export LD_PRELOAD=$JAVA_HOME/lib/libjsig.so
export SWITCHBACK_CHDB_PASSWORD=$CLICKHOUSE_PASSWORD TZ=UTC
# It ends with its parent, which it knows by its standard input.
exec java -Xmx256m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$path" dev.switchback.embedded.chdb.ChdbServerMain \
  "$library" /var/lib/switchback/clickhouse "$port" < <(exec sleep infinity)
SCRIPT
chmod 755 "$context"/*.sh
for engine in postgres redis kafka clickhouse; do
  printf 'FROM switchback/switchback:%s\nCOPY %s.sh /entrypoint.sh\nENTRYPOINT ["/entrypoint.sh"]\nCMD []\nHEALTHCHECK NONE\n' "$tag" "$engine" >"$context/Dockerfile"
  docker build --quiet --tag "local/$engine" "$context" >/dev/null
  echo "local/$engine"
done
