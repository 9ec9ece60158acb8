#!/bin/bash
# As apache/kafka: KAFKA_LOG_DIRS=... is log.dirs=...; a new storage is formatted, an old one is kept.
set -euo pipefail
file=/opt/kafka/server.properties
printenv | sed -n 's/^KAFKA_//p' | while IFS='=' read -r name value; do
  name=${name,,}
  echo "${name//_/.}=$value"
done >"$file"
grep -q '^log.dirs=' "$file" || echo 'log.dirs=/tmp/kafka-logs' >>"$file"
java -cp '/opt/kafka/libs/*' kafka.tools.StorageTool format --ignore-formatted --config "$file" --cluster-id "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}"
exec java -Xms256m -Xmx1g -cp '/opt/kafka/libs/*' kafka.Kafka "$file"
