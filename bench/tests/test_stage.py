import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_bench import contestants, stage, starting
from edge_bench.contestants import Contestant
from edge_bench.processes import Peer, Process
from edge_bench.progress import Progress
from edge_bench.results import Result
from edge_bench.stage import Course, Effort
from edge_bench.starting import Place

_PLACE = Place(*[Path("nowhere")] * 8)
_COURSE = Course(Path("clip.mp4"), (Path("photo.jpg"),))
_EFFORT = Effort(rounds=3, warm_up=1, frames=4)


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[list[Result], str]]:
    """Races fakes that behave as told."""

    def race(*behaviours: str, refused: dict[str, Result] | None = None) -> tuple[list[Result], str]:
        chosen = [it for it in contestants.of("nanodet-g") if it.agreement == "fp32"][: len(behaviours)]
        told = dict(zip([it.name for it in chosen], behaviours, strict=True))

        def start(contestant: Contestant, _place: Place, _threads: int) -> Process:
            command = [sys.executable, str(Path(__file__).with_name("fake_peer.py")), told[contestant.name]]
            return Peer(command, {}, tmp_path, tmp_path / "log")

        monkeypatch.setattr(starting, "start", start)
        progress = Progress(len(chosen) * 4)
        results = stage.run(chosen, 1, _PLACE, _COURSE, _EFFORT, refused or {}, progress)
        return results, capsys.readouterr().err

    return race


def test_contestants_take_turns_and_the_first_round_does_not_count(
    run: Callable[..., tuple[list[Result], str]],
) -> None:
    (one, other), said = run("well", "well")
    assert one.fps == other.fps == [100.0] * 3
    assert one.frames == 15
    assert one.boxes == 1.0
    assert one.versions == {"fake": "1.0"}
    assert one.problem is None
    turns = [line.split("] ")[1].split(",")[0] for line in said.splitlines()]
    names = [one.contestant.split(",")[0], other.contestant.split(",")[0]]
    assert turns == (names + names[::-1]) * 2, "every other round in the opposite order"
    assert said.splitlines()[-1].startswith("[8/8")


def test_one_that_is_not_installed_costs_the_others_nothing(run: Callable[..., tuple[list[Result], str]]) -> None:
    (one, other), said = run("missing", "well")
    assert one.problem is not None
    assert "No module named 'fancy'" in one.problem
    assert not one.ran
    assert other.fps == [100.0] * 3
    assert "[4/4" in said


def test_one_that_dies_on_the_way_is_a_failure_and_not_a_slow_one(run: Callable[..., tuple[list[Result], str]]) -> None:
    (one, other), _ = run("dies", "well")
    assert one.problem is not None
    assert "the network is gone" in one.problem
    assert other.ran


def test_an_answer_that_is_no_answer_is_a_failure(run: Callable[..., tuple[list[Result], str]]) -> None:
    (one,), _ = run("babbles")
    assert one.problem is not None
    assert "no JSON" in one.problem


def test_one_that_sees_something_else_is_found_out(run: Callable[..., tuple[list[Result], str]]) -> None:
    (one, other), said = run("well", "elsewhere")
    assert one.disagreements == []
    assert len(other.disagreements) == 2
    assert f"photo.jpg, against {one.contestant}" in other.disagreements[0]
    assert "does not see the same" in said


def test_one_whose_file_could_not_be_made_is_not_started(run: Callable[..., tuple[list[Result], str]]) -> None:
    name = next(it.name for it in contestants.of("nanodet-g") if it.agreement == "fp32")
    (one, other), _ = run("well", "well", refused={name: Result(name, 1, problem="no pnnx")})
    assert (one.problem, one.fps) == ("no pnnx", [])
    assert other.ran
