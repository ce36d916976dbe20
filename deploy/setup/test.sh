#!/usr/bin/env bash
# What `make test` runs, in order of how soon it can fail. Stops at the first failure, naming the part.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
JAVA_HOME=$(deploy/setup/find-jdk.sh)
export JAVA_HOME

part=
trap '[[ -z $part ]] || echo "edge-infer: the tests failed in: $part" >&2' EXIT

begin() {
  part=$1
  printf '\n== %s\n' "$part"
}

begin "shell scripts"
git ls-files -co --exclude-standard '*.sh' .ci/run daemon/src/dist/bin deploy/deb/p*inst deploy/deb/p*rm | xargs shellcheck

begin "systemd: the unit and its sandbox"
systemd/check.sh

begin "native: build for this machine and across"
if [[ $(uname -m) == x86_64 ]]; then
  native/build.sh x86_64 aarch64
else
  native/build.sh
fi

begin "native: C++ format and lint"
native/lint.sh

begin "native: C++ core under AddressSanitizer and UndefinedBehaviorSanitizer"
native/test-core.sh

begin "models: fast checks"
models/test.sh

begin "bench: fast checks"
bench/test.sh

begin "deploy: Python format and lint"
if [[ -x models/.venv/bin/ruff ]]; then
  (cd deploy && ../models/.venv/bin/ruff format --check . && ../models/.venv/bin/ruff check . &&
    ../models/.venv/bin/mypy --strict deb/*.py device-test/board device-test/guest/*.py device-test/image/*.py)
else
  echo "ruff and mypy not run: they come with models/.venv (models/setup.sh)"
fi

begin "Java"
mvn -B -ntp verify

begin "the cache of loaded classes"
daemon/test-aot-cache.sh

begin "the installed daemon for half a minute at full speed: nothing grows"
daemon/make-dist.sh '' target/soak/dist
daemon/soak.sh 0.5 target/soak/dist

if [[ $(uname -m) == x86_64 ]]; then
  begin "aarch64 under qemu-user"
  # A bare chroot may lack what every machine and container has.
  if [[ -d /sys/devices/system/cpu || -n ${CI:-} ]]; then
    daemon/test-aarch64.sh
  else
    echo "aarch64 not run: XNNPACK counts processors in /sys, which is not mounted (mount -t sysfs sysfs /sys)"
  fi
fi

part=
printf '\nedge-infer: all tests passed\n'
