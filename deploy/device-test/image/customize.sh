#!/bin/sh
# The step after the guest's packages are installed, called by mmdebstrap with its directory: what would only slow the boot
# under emulation is switched off.
#   customize.sh ROOT
set -eu

root=$1

chmod 600 "$root"/etc/ssh/ssh_host_*_key "$root/root/.ssh/authorized_keys"

for file in /usr/bin/py3compile /usr/lib/python3.13/py_compile.py; do
  rm -f "$root$file"
  chroot "$root" dpkg-divert --quiet --local --rename --remove "$file"
done

# A machine that boots for the first time would apply presets and ask questions. The rest is not needed, and under emulation
# each unit delays the boot by a second.
tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer serial-getty@ttyAMA0.service getty@tty1.service systemd-networkd-wait-online.service \
  systemd-network-generator.service systemd-hwdb-update.service systemd-journal-catalog-update.service \
  systemd-logind.service modprobe@drm.service modprobe@efi_pstore.service modprobe@fuse.service dev-hugepages.mount \
  dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
chroot "$root" systemctl --quiet enable systemd-networkd.service ssh.service

# The package under test gets its documents.
rm -f "$root"/etc/dpkg/dpkg.cfg.d/99mmdebstrap "$root"/etc/apt/apt.conf.d/99mmdebstrap
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/archives/*.deb "$root"/etc/resolv.conf
