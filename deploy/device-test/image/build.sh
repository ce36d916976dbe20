#!/usr/bin/env bash
# Prints the directory of the guest image: Debian trixie for arm64, with a kernel, an initial RAM disk and the modules
# gpio-sim and v4l2loopback. Builds it where the cache has none, and where Debian has newer versions of what it is made of.
#
#   image/build.sh
#
# The directory holds disk.img (ext4, sparse), vmlinuz, initrd.gz, id (the ssh key) and versions. It lies in the cache,
# outside the tree, and appears complete or not at all. Needs what `deploy/setup/prerequisites.sh test-device` lists.
# EDGE_INFER_DEBIAN_MIRROR names a Debian mirror for machines whose own apt has none.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cache=${EDGE_INFER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/edge-infer}/device-test
readonly here cache suite=trixie keyring=/usr/share/keyrings/debian-archive-keyring.gpg size=3G

say() { echo "device-test: $*" >&2; }
die() {
  say "$*"
  exit 1
}

# One of this machine's own package sources, by the label that Debian gave it.
apt_site() {
  apt-get indextargets --format "\$(LABEL)|\$(REPO_URI)" 'Created-By: Packages' 'Origin: Debian' |
    awk -F '|' -v label="$1" '$1 == label { print $2; exit }'
}

# Lines of sources.list: the Debian mirror of this machine, for the suite of the guest.
sources() {
  local site=${EDGE_INFER_DEBIAN_MIRROR:-} security=
  if [[ -z $site ]]; then
    site=$(apt_site Debian)
    security=$(apt_site Debian-Security)
  fi
  [[ -n $site ]] || die "the apt of this machine has no Debian sources to take the guest's packages from, or no lists yet;" \
    "run apt-get update, or set EDGE_INFER_DEBIAN_MIRROR to the address of a Debian mirror"
  echo "deb [signed-by=$keyring] $site $suite main"
  echo "deb [signed-by=$keyring] $site $suite-updates main"
  [[ -z $security ]] || echo "deb [signed-by=$keyring] $security $suite-security main"
}

# An apt for the guest's suite that reads and writes nothing of this machine's.
private_apt() {
  local state=$work/apt host
  host=$(dpkg --print-architecture)
  mkdir -p "$state"/{lists/partial,cache/archives/partial} "$work/debs"
  : >"$state/status"
  sources >"$state/sources.list"
  cat >"$work/apt.conf" <<CONF
APT::Architecture "$host";
APT::Architectures { "$host"; "arm64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Dir::State "$state";
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state/cache";
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "-";
CONF
}

guest_apt() { APT_CONFIG=$work/apt.conf "$@"; }

fetch() { (cd "$work/debs" && guest_apt apt-get -qq download "$@"); }

# The packages whose versions decide whether an image is out of date, with these versions.
versions() {
  local package
  for package in linux-image-arm64 linux-source-6.12 v4l2loopback-source systemd libc6 openssh-server udev; do
    echo "$package $(guest_apt apt-cache show --no-all-versions "$package" | sed -n 's/^Version: //p')"
  done
}

# What the files that decide what is in the image add up to.
recipe() {
  (cd "$here" && find . -type f -print0 | sort -z | xargs -0 sha256sum) | sha256sum | cut -c 1-12
}

# aarch64 programs run here through QEMU, which the kernel has to be told; containers and fresh machines have not been.
register_emulator() {
  local binfmt=/proc/sys/fs/binfmt_misc rule=/usr/lib/binfmt.d/qemu-aarch64.conf root=()
  [[ $(uname -m) != aarch64 && ! -e $binfmt/qemu-aarch64 ]] || return 0
  [[ $(id -u) -eq 0 ]] || root=(sudo)
  [[ -e $binfmt/register ]] || "${root[@]}" mount -t binfmt_misc binfmt_misc "$binfmt" ||
    die "binfmt_misc cannot be mounted, so arm64 programs do not run here; run this once as root, outside a container"
  [[ -e $binfmt/qemu-aarch64 ]] || "${root[@]}" sh -c "cat $rule >$binfmt/register" ||
    die "$rule cannot be registered with the kernel; run this once as root, outside a container"
}

# Runs a command in the directory tree $1 as its root.
in_tree() {
  local tree=$1
  shift
  if [[ $(id -u) -eq 0 ]]; then
    chroot "$tree" "$@"
  else
    unshare --map-root-user chroot "$tree" "$@"
  fi
}

# The two modules that Debian's kernel lacks, by the compiler of the kernel in a tree of the guest's suite.
build_modules() {
  local kernel=$1 compiler=gcc-14 tree=$work/toolchain modules=$work/toolchain/modules deb
  say "compiling gpio-sim and v4l2loopback for $kernel"
  [[ $(uname -m) == aarch64 ]] || compiler=gcc-14-aarch64-linux-gnu
  mkdir -p "$modules" "$work/toolchain-debs/partial"
  guest_apt apt-get -qq -y --download-only -o Dir::Cache::archives="$work/toolchain-debs" install \
    base-files bash dash coreutils findutils gawk grep make sed "$compiler" "linux-kbuild-${kernel%-arm64}" >/dev/null
  fetch "linux-headers-$kernel:arm64" "linux-headers-${kernel%-arm64}-common" linux-source-6.12 v4l2loopback-source
  for deb in "$work"/toolchain-debs/*.deb "$work"/debs/linux-headers-*.deb; do
    dpkg-deb -x "$deb" "$tree"
  done
  ln -sf gawk "$tree/usr/bin/awk"
  dpkg-deb --fsys-tarfile "$work"/debs/linux-source-*.deb | tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
    tar -xJ -C "$modules" --strip-components=1 --wildcards '*/drivers/gpio/gpio-sim.c' '*/kernel/irq/irq_sim.c'
  dpkg-deb --fsys-tarfile "$work"/debs/v4l2loopback-source_*.deb | tar -xO --wildcards './usr/src/v4l2loopback*.tar.bz2' |
    tar -xj -C "$modules"
  cp "$here/modules.mk" "$modules/Makefile"
  in_tree "$tree" make -s -C /modules KERNEL="$kernel" >"$work/modules.log" 2>&1 ||
    { tail -n 30 "$work/modules.log" >&2; die "the modules do not compile, see above"; }
  mv "$modules/out" "$work/modules"
  rm -rf "$tree"
}

# Runs a command as root, or where this is not root as the root of a user namespace in which all owners can be set.
as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  else
    unshare --map-auto --map-root-user "$@"
  fi
}

# The root file system, in disk.img.
build_root() {
  local kernel=$1 mode=unshare packages
  say "installing the root file system (arm64 under emulation: some minutes)"
  [[ $(id -u) -ne 0 ]] || mode=root
  packages=$(sed -E '/^(#|$)/d; s/ .*//' "$here/packages.txt" | paste -sd ,)
  SYSTEMD_HWDB_UPDATE_BYPASS=1 mmdebstrap --quiet --mode="$mode" --variant=apt --architectures=arm64 --format=tar \
    --skip=check/qemu --include="$packages" \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt=force-unsafe-io \
    --essential-hook="sh '$here/prepare.sh' \"\$1\" '$work'" \
    --customize-hook="sh '$here/customize.sh' \"\$1\"" \
    "$suite" "$work/root.tar" - <"$work/apt/sources.list" || die "mmdebstrap failed, see above"

  say "making the disk"
  mkdir -p "$work/kernel/usr/lib/modules/$kernel/extra"
  cp "$work"/modules/*.ko "$work/kernel/usr/lib/modules/$kernel/extra/"
  # By the depmod of this machine: the guest's would take minutes under emulation.
  depmod -b "$work/kernel/usr" "$kernel"
  truncate -s "$size" "$image/disk.img"
  # shellcheck disable=SC2016
  as_root bash -euo pipefail -c '
    mkdir "$1/root"
    tar -C "$1/root" --numeric-owner -xf "$1/root.tar"
    cp -r "$1/kernel/usr/lib/modules" "$1/root/usr/lib/"
    chown -R 0:0 "$1/root/usr/lib/modules"
    mke2fs -q -F -t ext4 -L root -d "$1/root" "$2"
    rm -rf "$1/root"' - "$work" "$image/disk.img"
}

build() {
  local kernel
  register_emulator
  kernel=$(guest_apt apt-cache depends linux-image-arm64:arm64 | sed -n 's/.*Depends: linux-image-\([^:]*\).*/\1/p')
  [[ -n $kernel ]] || die "linux-image-arm64 of $suite names no kernel"
  fetch "linux-image-$kernel:arm64" busybox-static:arm64
  dpkg-deb -x "$work"/debs/linux-image-*.deb "$work/kernel"
  dpkg-deb -x "$work"/debs/busybox-static_*.deb "$work/busybox"
  build_modules "$kernel"

  # Keys made here: in the guest they would take a minute.
  cp -r "$here/root" "$work/overlay"
  mkdir -p "$work"/overlay/etc/ssh "$work"/overlay/root/.ssh
  local kind
  for kind in rsa ecdsa ed25519; do
    ssh-keygen -q -t "$kind" -N '' -C board -f "$work/overlay/etc/ssh/ssh_host_${kind}_key"
  done
  ssh-keygen -q -t ed25519 -N '' -C device-test -f "$image/id"
  cp "$image/id.pub" "$work/overlay/root/.ssh/authorized_keys"
  chmod 700 "$work/overlay/root" "$work/overlay/root/.ssh"

  build_root "$kernel"
  cp "$work"/kernel/boot/vmlinuz-* "$image/vmlinuz"
  "$here/initrd.py" --modules "$work/kernel/usr/lib/modules" --busybox "$work/busybox/usr/bin/busybox" \
    --init "$here/init" --output "$image/initrd.gz" virtio_blk crc32c_generic ext4
  versions >"$image/versions"
}

mkdir -p "$cache"
# What a killed run left behind.
find "$cache" -maxdepth 1 -name '.partial.*' -mmin +120 -exec rm -rf {} +
work=$(mktemp -d "$cache/.partial.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
image=$work/image
mkdir "$image"

recipe=$(recipe)
private_apt
if guest_apt apt-get -qq -o APT::Update::Error-Mode=any update 2>"$work/apt.log"; then
  target=$cache/$recipe-$(versions | sha256sum | cut -c 1-12)
else
  # Without a network an image of the same recipe is good enough.
  target=$(find "$cache" -mindepth 1 -maxdepth 1 -name "$recipe-*" | sort | tail -n 1)
  [[ -n $target ]] || { cat "$work/apt.log" >&2; die "the package lists of $suite cannot be read, and the cache has no image"; }
  say "the package lists of $suite cannot be read; using the image in the cache"
fi
if [[ ! -d $target ]]; then
  build
  # Another run may have been faster; its result is as good. Images of before are of no use any more.
  mv -T "$image" "$target" 2>/dev/null || [[ -d $target ]]
  find "$cache" -mindepth 1 -maxdepth 1 -type d ! -name '.partial.*' ! -path "$target" -exec rm -rf {} +
fi
echo "$target"
