#!/usr/bin/env bash
# The checks of bench/. Without arguments: those that need no peer, with the first Python that has what they need.
#   --peers   also that every peer finds the same boxes in the same pictures; needs target/dist and makes the environment
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$PWD:$PWD/../models

python=
for candidate in ../models/.venv/bin/python python3 /usr/bin/python3; do
  if "$candidate" -c 'import numpy, pytest, yaml' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [[ -z $python ]]; then
  echo "bench/test.sh: no Python here has pytest, numpy and PyYAML; on Debian: apt install python3-pytest python3-numpy python3-yaml" >&2
  exit 1
fi

if [[ -x ../models/.venv/bin/ruff ]]; then
  ../models/.venv/bin/ruff format --check .
  ../models/.venv/bin/ruff check .
  ../models/.venv/bin/mypy
else
  echo "ruff and mypy not run: they come with models/.venv (models/setup.sh)"
fi
"$python" -m pytest -p no:cacheprovider -q tests

if [[ ${1:-} == --peers ]]; then
  ./run.sh --peers-only --check
fi
