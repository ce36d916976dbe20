#!/usr/bin/env bash
# What `make test-device` runs: builds the arm64 package and the guest image where they are out of date, boots the image, and
# runs the tests in tests/ on it. Arguments go to pytest, for example: run.sh -k gpio
#
# What is left in target/device-test: report.md, report.xml (JUnit), and for each failed test a folder with the serial log, the journal, and what
# the API said.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
cd "$root"

mkdir -p target
# The image needs the network and a processor, the package Maven: one after the other is as fast on two cores.
package=$(find target -maxdepth 1 -name 'edge-infer_*_arm64.deb' 2>/dev/null | sort | tail -n 1)
if [[ -z $package || -n $(find pom.xml NOTICE CHANGELOG.md native daemon models/nanodet-g models/nanodet-g-320 systemd deploy/deb -type f \
  -newer "$package" -not -path '*/target/*' -not -path '*/src/test/*' -print -quit) ]]; then
  package=$(deploy/deb/build.sh arm64)
fi
image=$("$here/image/build.sh")

# The first Python on PATH need not be the system's, which python3-pytest belongs to.
python=
for candidate in python3 /usr/bin/python3; do
  if "$candidate" -c 'import pytest' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[[ -n $python ]] || {
  echo "device-test: no Python here has pytest; on Debian: apt install python3-pytest" >&2
  exit 1
}

export PYTHONDONTWRITEBYTECODE=1
exec "$python" -m pytest -p no:cacheprovider -q --rootdir="$here" -c "$here/pytest.ini" "$here/tests" \
  --package="$root/$package" --image="$image" --out="$root/target/device-test" --junitxml="$root/target/device-test/report.xml" "$@"
