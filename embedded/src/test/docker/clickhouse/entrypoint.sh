#!/bin/bash
# As clickhouse-server: CLICKHOUSE_PASSWORD, and '-- --http_port=PORT'. The server inside takes connections of its own machine only, and
# ends with its standard input.
set -euo pipefail
port=8123 outside=$(hostname -I)
for argument in "$@"; do
  # Told a port, it shares the network of its machine.
  case $argument in --http_port=*) port=${argument#*=} outside= ;; esac
done
mkdir -p data
[ -p /tmp/open ] || mkfifo /tmp/open
export SWITCHBACK_CHDB_PASSWORD=$CLICKHOUSE_PASSWORD TZ=UTC
for address in $outside; do
  socat "TCP-LISTEN:$port,bind=$address,reuseaddr,fork,backlog=256" "TCP:127.0.0.1:$port" &
done
export LD_PRELOAD=$JAVA_HOME/lib/libjsig.so
exec java -Xms64m -Xmx256m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED -cp '/opt/chdb/classes:/opt/chdb/libs/*' \
  dev.switchback.embedded.chdb.ChdbServerMain /opt/chdb/libchdb.so data "$port" <>/tmp/open
