"""`setup.sh` with requirements that pin nothing: one environment for all checkouts, and it heals."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SETUP = Path(__file__).parents[2] / "setup.sh"


class Checkout:
    """A `models/` with nothing but setup.sh, and a cache that it shares with others below `root`."""

    def __init__(self, root: Path, name: str) -> None:
        self.models = root / name / "models"
        self.models.mkdir(parents=True)
        shutil.copy(SETUP, self.models)
        for name in ("requirements.txt", "requirements-backends.txt"):
            (self.models / name).write_text("# nothing\n")
        self.link = self.models / ".venv"
        base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
        self._environment = os.environ | {"EDGE_INFER_CACHE": str(root / "cache"), "PYTHON": str(base)}

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.models / "setup.sh"],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self) -> tuple[int, str]:
        process = self.start()
        said, _ = process.communicate()
        return process.returncode, said

    def works(self) -> bool:
        result = subprocess.run([self.link / "bin/python", "-m", "pip", "--version"], check=False, capture_output=True)
        return result.returncode == 0


def made_one(said: str) -> bool:
    return any(line.startswith("making ") for line in said.splitlines())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("checkouts")


@pytest.fixture(scope="module")
def checkout(root: Path) -> Checkout:
    """One whose environment was made while another wanted the same: seconds each, so the tests here share it."""
    first, second = Checkout(root, "first"), Checkout(root, "second")
    processes = [first.start(), second.start()]
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert sum(made_one(text) for text in said) == 1, said
    assert first.link.resolve() == second.link.resolve()
    return first


def test_checkouts_share_an_environment_that_is_left_as_it_is(root: Path, checkout: Checkout) -> None:
    assert checkout.works()
    assert checkout.run() == (0, "models/.venv is up to date\n")
    code, said = Checkout(root, "third").run()
    assert (code, made_one(said)) == (0, False), said


@pytest.mark.parametrize("lost", ["complete", "bin/python"], ids=["interrupted", "without its interpreter"])
def test_an_environment_that_is_not_whole_is_made_again(checkout: Checkout, lost: str) -> None:
    (checkout.link.resolve() / lost).unlink()
    checkout.link.unlink()
    code, said = checkout.run()
    assert (code, made_one(said)) == (0, True), said
    assert checkout.works()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-backends.txt"])
def test_what_pip_cannot_install_is_said_and_leaves_no_link(root: Path, checkout: Checkout, name: str) -> None:
    other = Checkout(root, f"other-{name}")
    (other.models / name).write_text("./no-such-file.whl\n")
    code, said = other.run()
    assert (code, "pip failed, see above" in said, other.link.exists()) == (1, True, False), said
    assert checkout.works()


def test_a_directory_of_somebody_else_is_left_alone(root: Path, checkout: Checkout) -> None:
    owner = Checkout(root, "owner")
    (owner.link / "mine").mkdir(parents=True)
    code, said = owner.run()
    assert (code, "did not make" in said) == (1, True)
    assert (owner.link / "mine").is_dir()
    (owner.link / "requirements.sha256").touch()  # what earlier versions of the script left in theirs
    assert owner.run()[0] == 0
    assert owner.link.resolve() == checkout.link.resolve()
