#!/usr/bin/env bash
# Lays out a runnable tree from what `mvn package` and native/build.sh left.
#   daemon/make-dist.sh [PLATFORM [DIRECTORY]]
# PLATFORM is linux-x86_64 or linux-arm64, this machine's by default; another one needs `mvn package -Dplatform=PLATFORM`
# before. DIRECTORY is target/dist by default, target/dist-PLATFORM for another platform; what it held is replaced.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

case $(uname -m) in
  x86_64) host=linux-x86_64 ;;
  aarch64) host=linux-arm64 ;;
  *)
    echo "make-dist: machines of type $(uname -m) are not supported, only x86_64 and aarch64" >&2
    exit 1
    ;;
esac
platform=${1:-$host}
if [[ $platform == "$host" ]]; then
  dist=${2:-$root/target/dist}
else
  dist=${2:-$root/target/dist-$platform}
fi

jars=$root/daemon/target/lib/$platform
natives=$root/native/target/natives/$platform
sqlite=$root/daemon/target/sqlite/org/sqlite/native/Linux/${platform#linux-}
sqlite=${sqlite/%arm64/aarch64}
picocli=$root/daemon/target/picocli
for needed in "$jars" "$natives" "$sqlite" "$picocli" "$root"/models/nanodet-g{,-320} "$root/daemon/demo/demo.mp4"; do
  if ! [[ -e $needed ]]; then
    echo "make-dist: $needed is missing; run native/build.sh and \`mvn package -Dplatform=$platform\` first" >&2
    exit 1
  fi
done

# Built beside and moved into place, so that an interrupted run leaves no half of a tree.
new=$dist.new
rm -rf "$new"
mkdir -p "$new"/{bin,lib/native,models,demo}
install -m 755 "$root"/daemon/src/dist/bin/{edge-infer,make-aot-cache} "$new/bin/"
install -m 644 "$root/daemon/src/dist/lib/java.options" "$new/lib/"
cp "$jars"/*.jar "$root"/daemon/target/edge-infer-[0-9]*.jar "$new/lib/"
java=${JAVA_HOME:-$("$root/deploy/setup/find-jdk.sh")}/bin

# replace_classes CLASSES JAR: has the jar hold these classes instead of its own of the same names.
replace_classes() {
  "$java/jar" --update --file "$2" --date "$(date -u -d "@${SOURCE_DATE_EPOCH:-1700000000}" +%FT%TZ)" -C "$1" .
  rm -rf "$1"
}
compile=("$java/javac" -Xlint:none -XDsuppressNotes -proc:none -g --release 25 -cp "$new/lib/*")

# Its classes have the format of Java 5. The JVM keeps none of those in its cache of loaded classes and verifies them in its old
# way, which takes a tenth of a start.
"${compile[@]}" -d "$new/classes" "$picocli"/picocli/*.java
replace_classes "$new/classes" "$new"/lib/picocli-*.jar
cp -a "$natives"/*.so* "$new/lib/native/"
install -m 644 "$sqlite/libsqlitejdbc.so" "$new/lib/native/"
PYTHONDONTWRITEBYTECODE=1 "$root/deploy/deb/natives.py" "$new/lib" "$new/licences"
# What JavaCPP loads before OpenCV: see there. The jar of its libraries is gone now.
"${compile[@]}" -d "$new/classes" "$root"/daemon/src/dist/java/org/bytedeco/openblas/global/*.java
replace_classes "$new/classes" "$new"/lib/openblas-*.jar
cp -r "$root"/models/nanodet-g{,-320} "$new/models/"
cp "$root"/daemon/demo/{demo.mp4,edge-infer.yaml} "$new/demo/"
cp "$root/daemon/src/main/resources/dev/edgeinfer/config/schema.json" "$new/edge-infer.schema.json"
cp "$root"/{LICENSE,NOTICE} "$new/"
rm -rf "$dist"
mv "$new" "$dist"
