#!/bin/sh
# The step before the guest's packages are installed, called by mmdebstrap with its directory: files that they find there, and
# what would only cost time under emulation is put off.
#   prepare.sh ROOT WORK
set -eu

root=$1 work=$2

tar -C "$work/overlay" --owner=root:0 --group=root:0 -c . | tar -x -C "$root"
# Questions that nobody answers; finding them takes a minute.
rm -f "$root/etc/apt/apt.conf.d/70debconf"
# Python compiles all of itself at the installation, which the few programs of the test never pay back. customize.sh
# brings the compiler back.
for file in /usr/bin/py3compile /usr/lib/python3.13/py_compile.py; do
  chroot "$root" dpkg-divert --quiet --local --rename --divert "$file.diverted" --add "$file"
  mkdir -p "$root$(dirname "$file")"
  printf '#!/bin/sh\n' >"$root$file"
  chmod 755 "$root$file"
done
