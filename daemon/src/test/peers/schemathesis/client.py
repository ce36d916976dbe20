"""Asks a daemon what schemathesis makes of its OpenAPI document, as several callers.

client.py URL SECONDS SEED PICTURES NAME=TOKEN...

The first caller has the most time and must be an administrator; one without a token is nobody; 0 seconds: the same few
cases each time.
"""

import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from openapi_spec_validator import OpenAPIV31SpecValidator
from yaml import safe_load

HERE = Path(__file__).resolve().parent


def readable(said: str) -> str:
    """Without the bytes of pictures."""
    text = re.sub(r"[^\n\x20-\x7e]", "?", said)
    return re.sub(r"(?m)^(.{500}).*$", r"\1...", text)


def ask(url: str, document: Path, caller: str, token: str, seconds: int, seed: str, examples: str) -> None:
    """Ends the program where an answer is not what the document says."""
    command = [str(Path(sys.executable).with_name("st")), "--config-file", str(HERE / "schemathesis.toml")]
    command += ["run", str(document), "--url", url, "--no-color", "--seed", seed]
    command += ["--max-time", str(seconds)] if seconds else ["--max-examples", examples, "--generation-deterministic"]
    if token:
        # Wrong credentials are refused ever more slowly, so whether they are is asked of nobody alone.
        command += ["-H", f"Authorization: Bearer {token}", "--exclude-checks", "ignored_auth"]
    else:
        # Strangers learn nothing of what there is: whatever they ask is a 401.
        refused = "positive_data_acceptance,missing_required_header,unsupported_method"
        command += ["--phases", "coverage", "--exclude-checks", refused]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=HERE, check=False)
    said = readable(run.stdout.decode(errors="replace"))
    if run.returncode:
        sys.exit(f"{caller}: {said}")
    cases = re.search(r"[0-9]+ generated.*", said)
    print(f"{caller}: {cases.group() if cases else said}", flush=True)


def main(url: str, seconds: int, seed: str, pictures: str, callers: list[str]) -> None:
    tokens = dict(caller.split("=", 1) for caller in callers)
    admin = next(iter(tokens.values()))
    request = urllib.request.Request(f"{url}/openapi.yaml", headers={"Authorization": f"Bearer {admin}"})
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    for error in OpenAPIV31SpecValidator(safe_load(text)).iter_errors():
        sys.exit(f"the document is no OpenAPI 3.1: {error}")

    os.environ |= {"EDGE_INFER_PICTURES": pictures, "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryDirectory() as directory:
        document = Path(directory) / "openapi.yaml"
        document.write_bytes(text)
        for share, (caller, token) in enumerate(tokens.items()):
            ask(url, document, caller, token, -(-seconds // min(4, 2**share)), seed, "2" if share else "10")
    print("ok")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:])
