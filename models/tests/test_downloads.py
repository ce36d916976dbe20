"""Downloads of the catalog, over TLS from a server here: what comes whole is kept, anything else leaves nothing."""

from __future__ import annotations

import hashlib
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from edge_model import catalog
from edge_model.catalog import Entry, RemoteFile
from edge_model.errors import EdgeModelError

pytest.importorskip("tqdm", reason="downloads show their progress with tqdm, which comes with models/.venv")

WEIGHTS = bytes(range(256)) * 1024
ANSWERED = threading.Event()  # ends the wait of the answer that hangs


class Answers(BaseHTTPRequestHandler):
    """One path for each thing that a server may do."""

    def do_GET(self) -> None:
        match self.path:
            case "/whole/x.onnx" | "/truncated/x.onnx" | "/hanging/x.onnx":
                self.send_response(200)
                self.send_header("Content-Length", str(len(WEIGHTS)))
                self.end_headers()
                self.wfile.write(WEIGHTS if "whole" in self.path else WEIGHTS[: len(WEIGHTS) // 2])
                self.wfile.flush()
                if "hanging" in self.path:
                    ANSWERED.wait(30)
            case "/without-length/x.onnx":
                self.send_response(200)
                self.end_headers()
                self.wfile.write(WEIGHTS)
            case "/moved/x.onnx":
                self._redirect("/whole/x.onnx")
            case "/downgraded/x.onnx":
                self._redirect(f"http://127.0.0.1:{self.server.server_port}/whole/x.onnx")  # type: ignore[attr-defined]
            case "/nonsense/x.onnx":
                self.wfile.write(b"this is not HTTP\r\n\r\n")
            case _:
                self.send_error(404)

    def _redirect(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the name is the base class's
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, signed by itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate of the server, is not installed")
    directory = tmp_path_factory.mktemp("tls")
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test"
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(directory / "key.pem"), "-out", str(directory / "cert.pem")]
    subprocess.run(["openssl", *words.split(), *names, *files], check=True, capture_output=True)
    return directory


@pytest.fixture(scope="module")
def server(certificate: Path) -> Iterator[str]:
    """The address of the running server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"https://127.0.0.1:{running.server_port}"
        ANSWERED.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and trust in the server's certificate."""
    monkeypatch.setenv("EDGE_INFER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    return tmp_path / "cache"


def entry(url: str, sha256: str | None = None) -> Entry:
    known = hashlib.sha256(WEIGHTS).hexdigest() if sha256 is None else sha256
    return Entry("detect", "yolox", "MIT", name="x", file=RemoteFile("x.onnx", url, known or None))


def left_over(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


@pytest.mark.parametrize("path", ["whole", "without-length", "moved"])
def test_a_whole_file_is_kept_and_not_fetched_again(server: str, cache: Path, path: str) -> None:
    found = catalog.fetch(entry(f"{server}/{path}/x.onnx"), None, trust=False)
    assert found.read_bytes() == WEIGHTS
    assert found.is_relative_to(cache)
    assert left_over(cache) == [found]
    elsewhere = entry(f"{server}/missing/x.onnx")
    assert catalog.fetch(elsewhere, None, trust=False) == found


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("missing", "404"),
        ("truncated", "ended after 131072 of 262144 bytes"),
        ("nonsense", "this is not HTTP"),
        ("downgraded", "redirects to http://.* is not https"),
    ],
)
def test_a_failed_download_says_why_and_leaves_nothing(server: str, cache: Path, path: str, why: str) -> None:
    with pytest.raises(EdgeModelError, match=rf"{why}.*--from DIR"):
        catalog.fetch(entry(f"{server}/{path}/x.onnx"), None, trust=False)
    assert left_over(cache) == []


def test_a_server_that_stops_answering_is_given_up(server: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "_PATIENCE_S", 0.2)
    with pytest.raises(EdgeModelError, match="timed out"):
        catalog.fetch(entry(f"{server}/hanging/x.onnx"), None, trust=False)
    assert left_over(cache) == []


def test_another_file_than_the_pinned_one_is_refused(server: str, cache: Path) -> None:
    with pytest.raises(EdgeModelError, match=rf"what {server}/whole/x\.onnx gave has sha256 .* nothing was kept"):
        catalog.fetch(entry(f"{server}/whole/x.onnx", "0" * 64), None, trust=True)
    assert left_over(cache) == []


def test_trust_takes_a_file_without_a_known_hash_and_prints_its_own(
    server: str, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = catalog.fetch(entry(f"{server}/whole/x.onnx", ""), None, trust=True)
    assert found.read_bytes() == WEIGHTS
    assert hashlib.sha256(WEIGHTS).hexdigest() in capsys.readouterr().err


def test_a_certificate_that_nobody_vouches_for_is_refused(
    server: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(EdgeModelError, match="certificate verify failed"):
        catalog.fetch(entry(f"{server}/whole/x.onnx"), None, trust=True)
    assert left_over(cache) == []


def test_nobody_listening_is_named(cache: Path) -> None:
    with pytest.raises(EdgeModelError, match=r"refused.*--from DIR"):
        catalog.fetch(entry("https://127.0.0.1:9/x.onnx"), None, trust=False)


def test_an_address_without_tls_is_refused(cache: Path) -> None:
    with pytest.raises(EdgeModelError, match="is not https"):
        catalog.fetch(entry("http://127.0.0.1/x.onnx"), None, trust=False)
