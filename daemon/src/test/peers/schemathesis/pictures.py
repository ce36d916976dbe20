"""Pictures for requests that take some: those of a folder; the daemon understands each whatever its media type says."""

import os
from pathlib import Path

import schemathesis
from hypothesis import strategies

pictures = [path.read_bytes() for path in sorted(Path(os.environ["EDGE_INFER_PICTURES"]).iterdir())]

for media_type in ("image/jpeg", "image/png", "image/webp", "application/octet-stream"):
    schemathesis.openapi.media_type(media_type, strategies.sampled_from(pictures))
