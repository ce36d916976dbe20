#!/usr/bin/env bash
# Makes models/.venv with the pinned versions of requirements.txt; does nothing when it is up to date.
# PYTHON names the interpreter (3.11 to 3.13); by default the first of these that is installed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=$here/.venv
stamp=$venv/requirements.sha256

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3; do
    if [[ -n $candidate ]] && command -v "$candidate" >/dev/null \
      && "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  echo "models/setup.sh: Python 3.11, 3.12 or 3.13 is needed; install one or name it: PYTHON=/path/to/python3.12 make models" >&2
  return 1
}

wanted=$(sha256sum <"$here/requirements.txt")
if [[ -x $venv/bin/python && -f $stamp && $(<"$stamp") == "$wanted" ]]; then
  echo "models/.venv is up to date"
  exit 0
fi

python=$(find_python)
free_gb=$(df --output=avail -BG "$here" | tail -1 | tr -dc '0-9')
if ((free_gb < 8)); then
  echo "models/setup.sh: torch and its libraries need 8 GB in $here, $free_gb GB are free" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  echo "models/setup.sh: $python has no venv module; on Debian: apt install python3-venv" >&2
  exit 1
fi

echo "making models/.venv with $("$python" --version); about 3 GB to download, 6 GB on disk"
"$python" -m venv "$venv"
rm -f "$stamp"
"$venv/bin/python" -m pip install --disable-pip-version-check --progress-bar on -r "$here/requirements.txt"
printf '%s\n' "$wanted" >"$stamp"
echo "models/.venv is ready: models/.venv/bin/python -m edge_model --help (run it in models/)"
