#!/usr/bin/env bash
# A base image made on this machine, where no registry can be reached: Debian by debootstrap, a Java runtime by jlink.
#   local-base.sh [NAME]     as root, with debootstrap, docker and a JDK 25 in JAVA_HOME; NAME is switchback-base:local unless given
# The runtime holds what an official JRE holds that the services call, without tools of development.
set -euo pipefail

name=${1:-switchback-base:local}
modules=java.se,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.localedata,jdk.management,jdk.management.agent
modules=$modules,jdk.management.jfr,jdk.naming.dns,jdk.net,jdk.nio.mapmode,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.zipfs

[ -x "${JAVA_HOME:?set it to a JDK 25}/bin/jlink" ] || { echo "no jlink in $JAVA_HOME" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# procps: the embedded engines are stopped with its kill. zlib and libstdc++: native libraries of the engines and of RocksDB.
debootstrap --variant=minbase --include=ca-certificates,libstdc++6,procps,zlib1g "${DEBIAN:-bookworm}" "$work/root" >"$work/log" ||
  { tail -n 5 "$work/log" >&2; exit 1; }
chroot "$work/root" apt-get clean
rm -rf "$work/root"/var/lib/apt/lists/* "$work/root"/usr/share/{doc,man,locale,info}/* "$work/root"/var/log/* "$work/root"/var/cache/*
mkdir -p "$work/root/opt/java"
"$JAVA_HOME/bin/jlink" --add-modules "$modules" --generate-cds-archive --strip-debug --no-header-files --no-man-pages --compress zip-6 \
  --include-locales=en --output "$work/root/opt/java/openjdk"
tar -C "$work/root" --numeric-owner -c . | docker import --change 'ENV JAVA_HOME=/opt/java/openjdk' \
  --change 'ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'ENV LANG=C.UTF-8' - "$name"
