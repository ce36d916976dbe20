#!/usr/bin/env bash
# setup.sh PEER: makes the Python environment of a peer, what PEER/requirements.txt names, in ${EDGE_INFER_CACHE:-~/.cache/edge-infer}/peers,
# unless it is there, and prints its Python. Exits 3 where it cannot be made, for want of python3-venv or of a network, and says so.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here peer=$1
readonly requirements=$here/$peer/requirements.txt
readonly peers=${EDGE_INFER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/edge-infer}/peers
interpreter=$(python3 -c 'import platform, sys; print("%d.%d-%s" % (*sys.version_info[:2], platform.machine()), sys.base_prefix)')
hash=$({ echo "$interpreter"; cat "$requirements"; } | sha256sum | cut -c 1-12)
readonly environment=$peers/$peer-$hash

give_up() {
  echo "the peer $peer is not here and cannot be installed: $1" >&2
  exit 3
}

mkdir -p "$peers"
exec 9>"$environment.lock"
flock 9
if [[ ! -f $environment/complete ]]; then
  rm -rf "$environment"
  python3 -m venv "$environment" >&2 || give_up "python3 has no venv; on Debian: apt install python3-venv"
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --timeout 20 --retries 1 \
    -r "$requirements" >&2 || give_up "pip reaches no package index"
  touch "$environment/complete"
fi
echo "$environment/bin/python"
