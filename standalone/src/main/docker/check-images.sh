#!/usr/bin/env bash
# Runs every image as a cluster would: not as root, on a read-only file system, with limited memory, stopped by SIGTERM.
#   check-images.sh [TAG]     needs docker and the ports 8070, 8080, 8090, 9092, 18080 and 18090 of this machine
# The containers share the machine's network: the all-in-one's engines then serve the other images.
set -euo pipefail

tag=${1:-0.1.0}
work=$(mktemp -d)
chmod 755 "$work"
started=()
finish() {
  if [ ${#started[@]} -gt 0 ]; then docker rm --force --volumes "${started[@]}" >/dev/null 2>&1 || true; fi
  rm -rf "$work"
}
trap finish EXIT

hardened=(--read-only --cap-drop ALL --security-opt no-new-privileges --network host)
fail() { echo "FAILED: $*" >&2; exit 1; }
options() { docker exec "$1" java @/opt/switchback/java.options "${@:2}"; }

start() {
  local name=$1
  started+=("$name")
  docker run --detach --name "$@" >/dev/null
}

await_health() {
  local name=$1 health
  for _ in $(seq 120); do
    health=$(docker inspect --format '{{.State.Status}} {{.State.Health.Status}}' "$name")
    case $health in
      "running healthy") echo "$name: healthy"; return ;;
      running*) sleep 1 ;;
      *) break ;;
    esac
  done
  docker logs "$name" | tail -n 20 >&2
  fail "$name is $health: $(docker inspect --format '{{json .State.Health.Log}}' "$name" | tail -c 400)"
}

# The grace period of Kubernetes is 30 s; a service that has to be killed ends with 137.
stop() {
  local name=$1 from=$SECONDS code
  docker stop --time 30 "$name" >/dev/null
  code=$(docker inspect --format '{{.State.ExitCode}}' "$name")
  echo "$name: ended $((SECONDS - from)) s after SIGTERM with $code"
  [ "$code" = 143 ] || [ "$code" = 0 ] || fail "$name ended with $code"
}

echo "== the demo in the all-in-one image"
# A busy machine may not reach the demo's pace; whatever else does not hold is a failure.
docker run --rm "${hardened[@]}" --memory 4g "switchback/switchback:$tag" demo --once >"$work/demo" || true
grep -E '✔|✘' "$work/demo" || fail "the demo did not run: $(tail -n 3 "$work/demo")"
if grep '✘' "$work/demo" | grep -v -e 'queries a second' -e 'Not everything held'; then fail "the demo did not hold"; fi

echo "== services against the engines of an all-in-one"
start all-in-one "${hardened[@]}" --memory 4g "switchback/switchback:$tag" up --data /var/lib/switchback/data
await_health all-in-one
options all-in-one env --data /var/lib/switchback/data | sed -n "s/^export \(SWITCHBACK_[A-Z]*\)='\(.*\)'/\1=\2/p" | grep -v PORT >"$work/engines.env"

docker run --rm "${hardened[@]}" --env-file "$work/engines.env" "switchback/replay-controller:$tag" migrate
for i in $(seq 1000); do echo "{\"time\":\"2026-01-01T00:00:$(printf %02d $((i % 60)))Z\",\"n\":$i}"; done >"$work/events.json"
cat >"$work/numbers.yaml" <<'MANIFEST'
pipeline: numbers
source: {topic: numbers, format: json, event_time: time, columns: {time: TIMESTAMP(3), n: BIGINT}}
views:
  totals: {sql: "SELECT COUNT(*) AS events, SUM(n) AS total FROM numbers", history: {retention: P9999D}}
MANIFEST
chmod 644 "$work"/*
docker run --rm "${hardened[@]}" --volume "$work:/in:ro" --env-file "$work/engines.env" "switchback/switchback:$tag" load --topic numbers /in/events.json
docker run --rm "${hardened[@]}" --volume "$work:/in:ro" "switchback/switchback:$tag" deploy /in/numbers.yaml

echo "== refusals"
if docker run --rm "${hardened[@]}" --env-file "$work/engines.env" --env SWITCHBACK_QUERY_PORT=18080 "switchback/query-api:$tag" >"$work/open" 2>&1; then
  fail "a query server without tokens serves everybody"
fi
grep 'no token is configured' "$work/open" || fail "a query server without tokens ended for another reason: $(tail -n 5 "$work/open")"
if docker run --rm "${hardened[@]}" "switchback/query-api:$tag" serve processor numbers 1 >"$work/wrong" 2>&1; then fail "query-api runs a processor"; fi
grep 'made without the processor' "$work/wrong" || fail "query-api does not say who has the processor: $(tail -n 5 "$work/wrong")"

start query-api "${hardened[@]}" --memory 512m --env-file "$work/engines.env" --env SWITCHBACK_QUERY_HOST=127.0.0.1 --env SWITCHBACK_QUERY_PORT=18080 "switchback/query-api:$tag"
start replay-controller "${hardened[@]}" --memory 512m --env-file "$work/engines.env" --env SWITCHBACK_ADMIN_HOST=127.0.0.1 --env SWITCHBACK_ADMIN_PORT=18090 "switchback/replay-controller:$tag"
start processor "${hardened[@]}" --memory 768m --env-file "$work/engines.env" "switchback/processor:$tag" serve processor numbers 1
for name in query-api replay-controller processor; do await_health "$name"; done
docker run --rm "${hardened[@]}" --env SWITCHBACK_QUERY_PORT=18080 "switchback/switchback:$tag" query numbers/totals >"$work/answer"
tr -d '\n ' <"$work/answer"; echo
grep -q '"total" : 500500' "$work/answer" || fail "the answer is wrong"
for name in query-api replay-controller processor; do
  docker exec "$name" sh -c 'id -u; touch /opt/x 2>&1 || true' | tr '\n' ' '; echo "in $name"
  stop "$name"
done
stop all-in-one
echo "== what they hold"
for name in query-api replay-controller processor switchback; do
  docker run --rm --entrypoint cat "switchback/$name:$tag" /opt/switchback/bom.json >"$work/bom.json"
  docker run --rm --entrypoint cat "switchback/$name:$tag" /opt/switchback/licences.txt >"$work/licences"
  echo "$name: $(grep -c '"purl"' "$work/bom.json") components, $(wc -l <"$work/licences") licences," \
    "$(docker image inspect --format '{{.Size}}' "switchback/$name:$tag" | awk '{printf "%.0f MB", $1 / 1e6}')"
done
