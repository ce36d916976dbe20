#!/usr/bin/env bash
# Runs the aarch64 build on an x86_64 machine, under qemu-user: `edge-infer detect` with each model that is shipped finds the
# same boxes as the x86_64 build, within 2 pixels, in each test photo. Needs what `make native` and `mvn package` left.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
photos=daemon/src/test/resources/images

for qemu in qemu-aarch64-static qemu-aarch64; do
  ! command -v "$qemu" >/dev/null || break
done
jre=$(native/fetch-jre.sh aarch64)

mvn -B -ntp -q -DskipTests -Dspotless.check.skip package
daemon/make-dist.sh
mvn -B -ntp -q -DskipTests -Dspotless.check.skip -Dplatform=linux-arm64 package
daemon/make-dist.sh linux-arm64

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# The launcher starts the Java it is given; this one runs it for the other architecture, on the processor of a Raspberry
# Pi 5: QEMU's default has SME, whose emulation in QEMU 7.2 computes nonsense (all scores below 0.04).
cat >"$out/java" <<JAVA
#!/usr/bin/env bash
exec $(command -v "$qemu") -cpu cortex-a76 -L /usr/aarch64-linux-gnu "$jre/bin/java" "\$@"
JAVA
chmod +x "$out/java"

# Whether the two found the same with the model $1.
compare() {
  target/dist/bin/edge-infer detect --model "$1" --json "$out/x86_64.json" --min-score 0.4 "$photos"/*.jpg
  EDGE_INFER_JAVA=$out/java EDGE_INFER_CACHE=$out/cache \
    target/dist-linux-arm64/bin/edge-infer detect --model "$1" --json "$out/aarch64.json" --min-score 0.4 "$photos"/*.jpg
  python3 - "$1" "$out/x86_64.json" "$out/aarch64.json" <<'PYTHON'
import json
import sys
from pathlib import Path

here, there = (json.loads(Path(name).read_text()) for name in sys.argv[2:])


def distance(one, other):
    if (one["image"], one["labelId"]) != (other["image"], other["labelId"]):
        return float("inf")
    a, b = one["box"], other["box"]
    return max(
        abs(a["x"] - b["x"]),
        abs(a["y"] - b["y"]),
        abs(a["x"] + a["width"] - b["x"] - b["width"]),
        abs(a["y"] + a["height"] - b["y"] - b["height"]),
    )


# A score beside the threshold may fall on either side of it on another processor.
sure = 0.45
failures = [
    f"only on {name}: {detection}"
    for name, some, others in (("x86_64", here, there), ("aarch64", there, here))
    for detection in some
    if detection["score"] >= sure and min((distance(detection, other) for other in others), default=float("inf")) > 2
]
images = {detection["image"] for detection in there if detection["score"] >= sure}
found = f"{len(there)} detections in {len(images)} photos, the boxes of x86_64 within 2 px"
print("\n".join(failures) or f"aarch64, {sys.argv[1]}: {found}")
sys.exit(1 if failures or len(images) < 3 else 0)
PYTHON
}

compare nanodet-g
compare nanodet-g-320
