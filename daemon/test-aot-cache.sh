#!/usr/bin/env bash
# Checks bin/make-aot-cache on a tree of its own: that the JVM takes what it made, and passes by what does not fit.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# An empty platform is this machine's.
"$root/daemon/make-dist.sh" '' "$work/dist"
export EDGE_INFER_CACHE=$work/cache

"$work/dist/bin/make-aot-cache"

# With this mode a cache that cannot be used is an error.
EDGE_INFER_JAVA_OPTIONS=-XX:AOTMode=on "$work/dist/bin/edge-infer" version >/dev/null

touch "$work/dist/lib"/picocli-*.jar
if EDGE_INFER_JAVA_OPTIONS=-XX:AOTMode=on "$work/dist/bin/edge-infer" version >/dev/null 2>&1; then
  echo "test-aot-cache: the JVM takes a cache of other jars" >&2
  exit 1
fi
said=$("$work/dist/bin/edge-infer" version 2>&1)
if [[ $said != edge-infer* ]]; then
  printf 'test-aot-cache: a cache that does not fit is not passed by in silence:\n%s\n' "$said" >&2
  exit 1
fi
