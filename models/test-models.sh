#!/usr/bin/env bash
# What `make test-models` runs: the checks of models/ with real exports, then the table of what the tool must reach, as
# `edge-model results` measures it. The table goes to target/models; the committed models/RESULTS.md is left alone.
#   EDGE_INFER_DATA                 images, labels and models; by default ../shared/data beside the checkout
#   EDGE_INFER_ULTRALYTICS_PYTHON   a Python with Ultralytics, for the rows that need it
# Exits 1 when a check fails or a row misses its accuracy, size or equality; see `edge-model results --help`.
set -euo pipefail

models=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$models")
readonly models root out=$root/target/models needed_gb=10
readonly data=${EDGE_INFER_DATA:-$(dirname "$root")/shared/data}

part='' began=0
trap '[[ -z $part ]] || echo "edge-infer: the tests of the models failed in: $part" >&2' EXIT

begin() {
  [[ -z $part ]] || printf -- '-- %s: %d s\n' "$part" $((SECONDS - began))
  part=$1 began=$SECONDS
  [[ -z $part ]] || printf '\n== %s\n' "$part"
}

begin "free disk"
free_gb=$(df --output=avail -BG "$root" | tail -1 | tr -dc '0-9')
if ((free_gb < needed_gb)); then
  echo "the model tools, their downloads and what they export need $needed_gb GB, $free_gb GB are free on the disk of" \
    "$root: free some and call make test-models again" >&2
  exit 1
fi

begin "environment"
"$models/setup.sh"

begin "checks and real exports"
"$models/test.sh" --export

begin "results"
options=(--out "$out")
if [[ -d $data ]]; then
  options+=(--data "$data")
else
  echo "no data at \"$data\": rows that need it are not run; name it with EDGE_INFER_DATA"
fi
[[ -z ${EDGE_INFER_ULTRALYTICS_PYTHON:-} ]] || options+=(--ultralytics-python "$EDGE_INFER_ULTRALYTICS_PYTHON")
cd "$models"
PYTHONDONTWRITEBYTECODE=1 .venv/bin/python -m edge_model results "${options[@]}"

begin ''
printf '\nedge-infer: all tests of the models passed; the table stands in target/models/RESULTS.md\n'
