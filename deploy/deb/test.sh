#!/usr/bin/env bash
# Tries the package: what dpkg refuses, then installation, use, upgrade, removal and purge on systems made for it.
#
#   test.sh [PACKAGE [SUITE]...]
#
# PACKAGE is the one in target/ for this machine by default. SUITE is a release of Debian, or of Ubuntu where its keyring is
# installed; bookworm and trixie by default. EDGE_INFER_DEBIAN_MIRROR names a mirror other than Debian's own. Needs what
# `deploy/setup/prerequisites.sh test-deb` lists, and to be root or someone whom /etc/subuid lets make namespaces.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
export LC_ALL=C.UTF-8
arch=$(dpkg --print-architecture)
package=${1:-}
if [[ -z $package ]]; then
  package=$(find "$root/target" -maxdepth 1 -name "edge-infer_*_$arch.deb" -printf '%T@ %p\n' 2>/dev/null |
    sort -n | sed -n '$s/^[^ ]* //p')
fi
if [[ ! -r $package ]]; then
  echo "test-deb: no package \"$package\"; run \`make deb ARCH=$arch\` first, or name one" >&2
  exit 1
fi
if [[ $(dpkg-deb -f "$package" Architecture) != "$arch" ]]; then
  echo "test-deb: \"$package\" is for $(dpkg-deb -f "$package" Architecture), which this machine cannot run; it is $arch" >&2
  exit 1
fi
suites=("${@:2}")
[[ ${#suites[@]} -gt 0 ]] || suites=(bookworm trixie)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# refused WHAT PACKAGE SENTENCE: dpkg must not unpack it into the system in $work/system, and say why
refused() {
  local said
  if said=$(dpkg --root="$work/system" --force-not-root --log=/dev/null -i "$2" 2>&1); then
    printf 'not ok  refused: %s; dpkg said:\n%s\n' "$1" "$said" >&2
    exit 1
  fi
  if [[ $said != *"$3"* || -e $work/system/usr ]]; then
    printf 'not ok  refused before anything is unpacked, with "%s": %s; dpkg said:\n%s\n' "$3" "$1" "$said" >&2
    exit 1
  fi
  echo "ok      refused before anything is unpacked: $1"
}

mkdir -p "$work"/system/var/lib/dpkg/{updates,info,triggers} "$work/other/DEBIAN"
cat >"$work/system/var/lib/dpkg/status" <<STATUS
Package: libc6
Status: install ok installed
Architecture: $arch
Version: 2.31-13+deb11u11
Maintainer: nobody
Description: of Debian 11

STATUS
refused "a glibc that is too old" "$package" 'pre-depends on libc6 (>= 2.'

# Only its control file counts.
other=$([[ $arch == amd64 ]] && echo arm64 || echo amd64)
dpkg-deb -f "$package" | sed "s/^Architecture: .*/Architecture: $other/" >"$work/other/DEBIAN/control"
dpkg-deb -Znone --build "$work/other" "$work/other.deb" >/dev/null
refused "another architecture" "$work/other.deb" "package architecture ($other) does not match system ($arch)"

# A later version: another configuration, and a jar that the cache of the version before does not fit.
dpkg-deb -R "$package" "$work/later"
sed -i 's/^Version: .*/&+later/' "$work/later/DEBIAN/control"
echo '# A later version knows more.' >>"$work/later/etc/edge-infer/edge-infer.yaml"
touch "$work"/later/usr/lib/edge-infer/lib/edge-infer-*.jar
dpkg-deb --root-owner-group -Znone --build "$work/later" "$work/later.deb" >/dev/null
rm -rf "$work/later"
cp "$package" "$work/edge-infer.deb"

for suite in "${suites[@]}"; do
  mirror=() components=main
  case $suite in
    # Ubuntu has libva2 in universe, which every installation of it has switched on.
    jammy | noble) components=main,universe ;;
    *) [[ -z ${EDGE_INFER_DEBIAN_MIRROR:-} ]] || mirror=("$EDGE_INFER_DEBIAN_MIRROR") ;;
  esac
  echo "== on $suite"
  mmdebstrap --quiet --variant=apt --components="$components" \
    --customize-hook="copy-in '$work/edge-infer.deb' '$work/later.deb' '$here/test-inside.sh' /root" \
    --customize-hook="chroot \"\$1\" /root/test-inside.sh /root/edge-infer.deb /root/later.deb" \
    "$suite" /dev/null "${mirror[@]}"
done
echo "the package passed on ${suites[*]}"
