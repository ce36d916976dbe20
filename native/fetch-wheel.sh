#!/usr/bin/env bash
# Prints the directory with the unpacked files of one Python wheel, which it downloads if it is not in the cache.
#
#   fetch-wheel.sh NAME VERSION PLATFORM SHA256 PATTERN...
#
# PATTERNs choose files of the wheel. Nothing is installed. Interrupted and concurrent runs are harmless: the directory
# appears complete or not at all.
set -euo pipefail

name=$1 version=$2 platform=$3 sha256=$4
shift 4

cache=${EDGE_INFER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/edge-infer}
target=$cache/$name-$version-$platform-${sha256:0:12}
if [[ -d $target ]]; then
  echo "$target"
  exit
fi

mkdir -p "$cache"
# What a killed run left behind.
find "$cache" -maxdepth 1 -name '.partial.*' -mmin +120 -exec rm -rf {} +
partial=$(mktemp -d "$cache/.partial.XXXXXX")
trap 'rm -rf "$partial"' EXIT

if ! python3 -m pip --version >/dev/null 2>&1; then
  echo "fetch-wheel: python3 has no pip to download $name with; install python3-pip" >&2
  exit 1
fi
echo "$name==$version --hash=sha256:$sha256" >"$partial/requirements.txt"
echo "Downloading $name $version for $platform ..." >&2
if ! python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.11 \
  --implementation cp --abi cp311 --abi none --platform "$platform" --require-hashes -r "$partial/requirements.txt" \
  --dest "$partial/wheel" >&2; then
  echo "fetch-wheel: $name $version for $platform could not be downloaded, or is not the file with sha256 $sha256;" \
    "connect to the network, or correct the package index that pip uses, and run again" >&2
  exit 1
fi

python3 - "$partial/wheel" "$partial/files" "$@" <<'PYTHON'
import sys
import zipfile
from fnmatch import fnmatch
from pathlib import Path

wheels, files, *patterns = sys.argv[1:]
(wheel,) = Path(wheels).glob("*.whl")
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        if any(fnmatch(entry.filename, pattern) for pattern in patterns):
            path = Path(archive.extract(entry, files))
            if mode := entry.external_attr >> 16:
                path.chmod(mode | 0o600)
PYTHON

# Another run may have been faster; its result is the same.
mv -T "$partial/files" "$target" 2>/dev/null || [[ -d $target ]]
echo "$target"
