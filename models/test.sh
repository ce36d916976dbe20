#!/usr/bin/env bash
# The checks of models/. Without arguments: those that need no torch, with the system's Python (Debian packages
# python3-pytest, python3-numpy, python3-yaml) or with models/.venv where it is there.
#   --export   also real exports and the demo clip through ExecuTorch; needs models/.venv (models/setup.sh)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here"
export PYTHONDONTWRITEBYTECODE=1

# The first Python on PATH need not be the system's, which the Debian packages belong to.
python=
for candidate in .venv/bin/python python3 /usr/bin/python3; do
  if "$candidate" -c 'import numpy, pytest, yaml' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [[ -z $python ]]; then
  echo "models/test.sh: no Python here has pytest, numpy and PyYAML; on Debian: apt install python3-pytest python3-numpy python3-yaml" >&2
  exit 1
fi

tests=(--ignore=tests/export tests)
if [[ ${1:-} == --export ]]; then
  if [[ ! -x .venv/bin/python ]]; then
    echo "models/test.sh: --export needs models/.venv; run models/setup.sh first" >&2
    exit 1
  fi
  tests=(tests)
  shift
fi

if [[ -x .venv/bin/ruff ]]; then
  .venv/bin/ruff format --check . ../daemon/demo ../daemon/src/test/peers ../daemon/src/test/python
  .venv/bin/ruff check . ../daemon/demo ../daemon/src/test/peers ../daemon/src/test/python
  .venv/bin/mypy
  .venv/bin/mypy --strict ../daemon/demo/make_demo.py
  .venv/bin/mypy --strict --ignore-missing-imports ../daemon/src/test/python/tracking/*.py
else
  echo "ruff and mypy not run: they come with models/.venv (models/setup.sh)"
fi
"$python" -m pytest -p no:cacheprovider -q "${tests[@]}" "$@"
