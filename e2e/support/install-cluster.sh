#!/usr/bin/env bash
# Installs what the store's PostgreSQL test, the cluster suite and the benches drive, where it is missing, from Debian's packages.
# With an argument only that group: postgres, cluster or bench.
set -euo pipefail
missing=()
need() { [ -n "$(command -v "$1" || ls "$1" 2>/dev/null)" ] || missing+=("$2"); }
want=${1:-all}
need /usr/lib/postgresql/15/bin/postgres postgresql-15
if [ "$want" = all ] || [ "$want" = cluster ]; then
  need patroni patroni
  need etcd etcd-server
  need etcdctl etcd-client
  need /usr/lib/python3/dist-packages/etcd python3-etcd
  need haproxy haproxy
  need ip iproute2
fi
if [ "$want" = all ] || [ "$want" = bench ]; then need wrk wrk; fi
[ ${#missing[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "Needed: ${missing[*]}; there is no apt-get here: install them by hand." >&2
  exit 1
fi
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
