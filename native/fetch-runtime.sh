#!/usr/bin/env bash
# Prints the directory of the ExecuTorch C++ SDK (include/, lib/) for an architecture, and downloads it the first time.
#
#   fetch-runtime.sh x86_64|aarch64
set -euo pipefail

version=1.5.1
case ${1:-} in
  x86_64) sha256=274c28c2fe2b76acb03f9fa381537425c40e0098dcf886baf6d97a1a55ffe300 ;;
  aarch64) sha256=8ee02348a3ea80ddf770822911ebf78da616b73afce0fbaaa79f23311c88c66a ;;
  *)
    echo "usage: fetch-runtime.sh x86_64|aarch64" >&2
    exit 2
    ;;
esac

wheel=$("$(dirname "$0")/fetch-wheel.sh" executorch "$version" "manylinux_2_28_$1" "$sha256" \
  'executorch/include/*' 'executorch/lib/*.so' '*/licenses/LICENSE')
echo "$wheel/executorch"
