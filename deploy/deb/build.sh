#!/usr/bin/env bash
# Builds target/edge-infer_VERSION_ARCH.deb, and checks it with lintian where that is installed.
#
#   build.sh arm64|amd64
#
# The version is that of pom.xml. The same sources give the same bytes; SOURCE_DATE_EPOCH is the time in the package, the last
# commit's by default. Needs what `deploy/setup/prerequisites.sh deb` lists.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
readonly here root revision=1
# What the tools say is for people, even Maven's reset of colours; the name of the package is the output.
exec 3>&1 1>&2

case ${1:-} in
  arm64) machine=aarch64 platform=linux-arm64 ;;
  amd64) machine=x86_64 platform=linux-x86_64 ;;
  *)
    echo "usage: build.sh arm64|amd64; \"${1:-}\" is no architecture that edge-infer is built for" >&2
    exit 2
    ;;
esac
readonly arch=$1 machine platform
cd "$root"

version=$(sed -n '0,/<version>/s/.*<version>\(.*\)<\/version>.*/\1/p' pom.xml)-$revision
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC PYTHONDONTWRITEBYTECODE=1
date=$(date -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)
JAVA_HOME=$(deploy/setup/find-jdk.sh)
export JAVA_HOME
work=target/deb/$arch
tree=$work/root
app=$tree/usr/lib/edge-infer
doc=$tree/usr/share/doc/edge-infer
package=target/edge-infer_${version}_$arch.deb

native/build.sh "$machine"
# Maven leaves the jars of dependencies that are none any more.
rm -rf "daemon/target/lib/$platform"
mvn -B -ntp -q -DskipTests -Dspotless.check.skip -Dplatform="$platform" package

rm -rf "$work"
mkdir -p "$tree"/{DEBIAN,etc/edge-infer/edge-infer.d,usr/bin} "$tree"/usr/lib "$doc" \
  "$tree"/usr/share/{man/man1,bash-completion/completions,lintian/overrides}
daemon/make-dist.sh "$platform" "$app"
rm -f "$app"/{LICENSE,NOTICE}
mv "$app/licences" "$doc/licences"
# The target has newer ones, which its drivers need; the jars for x86_64 hold them.
rm -f "$app"/lib/native/lib{drm,va,va-drm}.so.2
ln -s ../lib/edge-infer/bin/edge-infer "$tree/usr/bin/edge-infer"

# The Java runtime without what draws on screens, plays sounds, is for debuggers, or compiles.
cp -r "$(native/fetch-jre.sh "$machine")" "$app/jre"
rm -rf "$app"/jre/{include,lib/jexec,lib/src.zip,lib/jrt-fs.jar,lib/psfont*.properties*}
rm -f "$app"/jre/bin/{jrunscript,jwebserver,rmiregistry} "$app"/jre/lib/lib{awt,awt_headless,awt_xawt,dt_socket,fontmanager}.so \
  "$app"/jre/lib/lib{freetype,javajpeg,jawt,jdwp,jsound,lcms,mlib_image,splashscreen}.so
mv "$app/jre/legal" "$doc/licences/jre"

strip="strip"
[[ $machine == "$(uname -m)" ]] || strip=$machine-linux-gnu-strip
find "$app" -type f \( -name '*.so' -o -name '*.so.*' -o -path '*/jre/bin/*' -o -name jspawnhelper \) \
  -exec "$strip" --strip-unneeded {} +

# The unit and what belongs to it.
install -D -m 644 systemd/edge-infer.service "$tree/usr/lib/systemd/system/edge-infer.service"
install -D -m 644 systemd/sysusers.conf "$tree/usr/lib/sysusers.d/edge-infer.conf"
install -D -m 644 systemd/tmpfiles.conf "$tree/usr/lib/tmpfiles.d/edge-infer.conf"
install -D -m 644 systemd/udev.rules "$tree/usr/lib/udev/rules.d/60-edge-infer.rules"

install -m 644 "$here/edge-infer.yaml" "$tree/etc/edge-infer/"
echo /etc/edge-infer/edge-infer.yaml >"$tree/DEBIAN/conffiles"
sed -e "s/@DATE@/$date/" -e "s/@VERSION@/$version/" "$here/edge-infer.1" | gzip -9n >"$tree/usr/share/man/man1/edge-infer.1.gz"
"$JAVA_HOME/bin/java" -cp "$app/lib/*" dev.edgeinfer.cli.EdgeInfer completion bash | sed '1{/^#!/d}' \
  >"$tree/usr/share/bash-completion/completions/edge-infer"
cp "$here/copyright" "$doc/"
cp NOTICE "$doc/"
cp native/target/natives/"$platform"/NOTICE "$doc/NOTICE.executorch"
gzip -9n <CHANGELOG.md >"$doc/changelog.gz"
cat <<CHANGELOG | gzip -9n >"$doc/changelog.Debian.gz"
edge-infer ($version) stable; urgency=medium

  * Packaged from version ${version%-*}; what changed is in changelog.gz.

 -- $(sed -n 's/^Maintainer: //p' "$here/control")  $(date -R -d "@$SOURCE_DATE_EPOCH")
CHANGELOG
install -m 644 "$here/lintian-overrides" "$tree/usr/share/lintian/overrides/edge-infer"

# Modes do not depend on who builds, and directories not on their umask.
chmod -R u=rwX,go=rX "$tree"
find "$app" -type f \( -path '*/jre/bin/*' -o -path "$app/bin/*" -o -name jspawnhelper \) -exec chmod 755 {} +
find "$app" -type f \( -name '*.so*' -o -name '*.jar' \) -exec chmod 644 {} +
install -m 755 "$here"/{postinst,prerm,postrm} "$tree/DEBIAN/"

"$here/licences.py" "$tree"
depends=$("$here/depends.py" "$tree")
installed=$(du -k --apparent-size -s "$tree" | cut -f 1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$installed/" \
  -e "s/@PRE_DEPENDS@/${depends%%$'\n'*}/" -e "s/@DEPENDS@/${depends#*$'\n'}/" "$here/control" >"$tree/DEBIAN/control"
(cd "$tree" && find etc usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"

find "$tree" -newermt "@$SOURCE_DATE_EPOCH" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz -z3 --build "$tree" "$work/new.deb" >/dev/null
mv "$work/new.deb" "$package"
if command -v lintian >/dev/null; then
  lintian --fail-on error --tag-display-limit 0 "$package"
fi
echo "$package" >&3
