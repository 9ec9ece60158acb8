#!/bin/bash
# As redis: open to the network of containers.
set -euo pipefail
chown -R redis /data
exec gosu redis "$@" --protected-mode no
