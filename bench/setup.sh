#!/usr/bin/env bash
# Makes the Python environment of the peers (8 GB, because of torch) and prints its interpreter; does nothing when it is
# up to date. PYTHON names the interpreter to make it with (3.11 to 3.13), the first of these by default.
#
# It lies outside the tree, in ${EDGE_INFER_CACHE:-~/.cache/edge-infer}/bench, under a name made of the interpreter and
# the requirements. Nothing of it belongs to the product. A package that cannot be installed costs its peer, not the
# others: what is missing stands in the file "missing" of the environment, and the next call tries it again.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here needed_gb=12
readonly requirements=("$here/../models/requirements.txt" "$here/requirements.txt" "$here/requirements-ultralytics.txt")
readonly environments=${EDGE_INFER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/edge-infer}/bench

say() {
  printf 'bench/setup.sh: %s\n' "$*" >&2
}

python=
for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3; do
  if [[ -n $candidate ]] && "$candidate" -c 'import ensurepip, sys, venv
sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [[ -z $python ]]; then
  say "Python 3.11, 3.12 or 3.13 with venv is needed (Debian: python3-venv); or name one: PYTHON=/path/to/python3.12 make bench"
  exit 1
fi
interpreter=$("$python" -c 'import platform, sys; print("%d.%d" % sys.version_info[:2], platform.machine(), sys.base_prefix)')
name=python${interpreter%% *}-$({ echo "$interpreter"; cat "${requirements[@]}"; } | sha256sum | cut -c 1-12)
environment=$environments/$name

mkdir -p "$environments"
exec 9>"$environment.lock"
flock 9
if [[ ! -f $environment/complete ]]; then
  if [[ ! -x $environment/bin/python ]]; then
    free_gb=$(df --output=avail -BG "$environments" | tail -1 | tr -dc '0-9')
    if ((free_gb < needed_gb)); then
      say "the peers need $needed_gb GB in $environments, $free_gb GB are free; free some, or set EDGE_INFER_CACHE to a" \
        "directory on a larger disk"
      exit 1
    fi
    say "making $environment with $("$python" --version); about 4 GB to download, 8 GB on disk"
    "$python" -m venv "$environment"
  fi
  pip=("$environment/bin/python" -m pip install --disable-pip-version-check --quiet)
  if ! "${pip[@]}" -r "${requirements[0]}" >&2; then
    say "pip could not install the model tools, see above; mend that and call this again: what it has downloaded, it keeps"
    exit 1
  fi
  missing=()
  while read -r package; do
    "${pip[@]}" "$package" >&2 || missing+=("$package")
  done < <(grep -v '^#' "${requirements[1]}")
  while read -r package; do
    "${pip[@]}" --no-deps "$package" >&2 || missing+=("$package")
  done < <(grep -v '^#' "${requirements[2]}")
  printf '%s\n' "${missing[@]}" >"$environment/missing"
  if ((${#missing[@]} == 0)); then
    touch "$environment/complete"
  else
    say "could not be installed, their peers are left out: ${missing[*]}"
  fi
fi
printf '%s\n' "$environment/bin/python"
