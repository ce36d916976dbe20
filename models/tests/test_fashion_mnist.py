"""Reading the data set, without torch and without the package."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from edge_model.cli import main
from edge_model.errors import EdgeModelError
from edge_model.training import fashion_mnist


def write(directory: Path, train: int, test: int) -> Path:
    """The four files with random pictures, classes in turn."""
    directory.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(5)
    for part, count in (("train", train), ("t10k", test)):
        images = rng.integers(0, 256, (count, 28, 28), np.uint8)
        labels = np.arange(count, dtype=np.uint8) % 10
        (directory / f"{part}-images-idx3-ubyte.gz").write_bytes(
            gzip.compress(struct.pack(">IIII", 0x803, count, 28, 28) + images.tobytes())
        )
        (directory / f"{part}-labels-idx1-ubyte.gz").write_bytes(
            gzip.compress(struct.pack(">II", 0x801, count) + labels.tobytes())
        )
    return directory


def test_reads_pictures_and_labels(tmp_path: Path) -> None:
    data = fashion_mnist.read(write(tmp_path, 20, 10))
    assert data.train.images.shape == (20, 28, 28)
    assert data.test.labels.tolist() == list(range(10))
    assert len(data.sha256) == 64


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(EdgeModelError, match="apt install dataset-fashion-mnist"):
        fashion_mnist.read(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"plain", gzip.compress(b"\0\0\x08\x03\0\0"), gzip.compress(b"x" * 40)],
    ids=["empty", "no archive", "only a header", "another magic"],
)
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, 10, 10)
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(content)
    with pytest.raises(EdgeModelError, match=r"train-images-idx3-ubyte\.gz"):
        fashion_mnist.read(tmp_path)


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, 10, 10) / "train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(EdgeModelError, match="is not a whole gzip file"):
        fashion_mnist.read(tmp_path)


def test_pictures_without_labels_are_refused(tmp_path: Path) -> None:
    write(tmp_path, 10, 10)
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(struct.pack(">II", 0x801, 2) + b"\0\1"))
    with pytest.raises(EdgeModelError, match="10 pictures and 2 labels"):
        fashion_mnist.read(tmp_path)


def test_a_damaged_stream_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, 10, 10) / "t10k-images-idx3-ubyte.gz"
    content = bytearray(path.read_bytes())
    content[40:60] = b"\xff" * 20
    path.write_bytes(bytes(content))
    with pytest.raises(EdgeModelError, match=r"t10k-images-idx3-ubyte\.gz"):
        fashion_mnist.read(tmp_path)


def test_another_data_set_in_the_same_format_is_refused(tmp_path: Path) -> None:
    write(tmp_path, 10, 10)
    letters = struct.pack(">II", 0x801, 10) + bytes(range(17, 27))
    (tmp_path / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(letters))
    with pytest.raises(EdgeModelError, match="not pictures of 10 classes"):
        fashion_mnist.read(tmp_path)


def test_the_command_says_what_to_install_before_anything_long(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recipe", "qat", "--data", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")]) == 1
    error = capsys.readouterr().err
    assert "apt install dataset-fashion-mnist" in error
    assert "--data DIR" in error
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("epochs", ["0", "-1", "1.5", "many"])
def test_epochs_are_a_whole_number_above_zero(epochs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["recipe", "qat", "--out", str(tmp_path), "--epochs", epochs])
    assert f'must be a whole number above 0, is "{epochs}"' in capsys.readouterr().err


def test_a_recipe_that_is_not_there_is_named_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["recipe", "quat", "--out", "out"])
    error = capsys.readouterr().err
    assert "quat" in error
    assert "distilled" in error


def test_a_file_where_the_bundles_should_go_is_refused_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").touch()
    assert main(["recipe", "qat", "--out", str(tmp_path / "out")]) == 1
    assert "is a file: name a folder with --out" in capsys.readouterr().err


@pytest.mark.parametrize("seed", ["-1", str(2**32), "x"])
def test_a_seed_outside_the_range_is_refused(seed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["recipe", "qat", "--out", "out", "--seed", seed])
    assert "from 0 to 4294967295" in capsys.readouterr().err
