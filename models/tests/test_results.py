"""The table of results: bounds, verdicts, exit codes, pages, and rows in processes of their own. Without torch."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from pathlib import Path

import numpy as np
import pytest

from edge_model.cli import main
from edge_model.decoding import Candidates
from edge_model.errors import EdgeModelError
from edge_model.results import agreement, bounds, children, machine, needs, report, rows, verdict
from edge_model.results.bounds import Bound, Kind
from edge_model.results.children import Effort
from edge_model.results.needs import Place
from edge_model.results.outcome import Failed, Measured, NotRun, Outcome, Variant
from edge_model.results.rows import Needs, Row
from edge_model.results.verdict import Judged, Verdict

FAST = Variant("int8", ap=0.325, ap50=0.48, size_bytes=1_000_000, ms=10.0, difference=1e-4, pixels=1.0)
SLOW = Variant("fp32", ap=0.33, size_bytes=4_000_000, ms=27.0)
PAIR = Measured((SLOW, FAST), versions={"torch": "2"})


def row(*asked: Bound, name: str = "some-row", tried: str = "") -> Row:
    return Row(name, "Some | row", "tests.results_family", asked, Needs(packages=("json",)), "by hand", tried)


def judged(outcome: Outcome, *asked: Bound) -> Judged:
    return verdict.judge(row(*asked, tried="another quantizer; 0.4 points."), outcome)


@pytest.mark.parametrize(
    ("bound", "value"),
    [
        (bounds.points_lost("int8", against="fp32", at_most=0.5), 0.5),
        (bounds.ap_distance("int8", to="fp32", at_most=1), 0.005),
        (bounds.difference("int8", at_most=1), 1e-4),
        (bounds.pixels_apart("int8", at_most=1), 1.0),
        (bounds.size_ratio("int8", to="fp32", at_most=1), 0.25),
        (bounds.size_mb("int8", at_most=1), 1.0),
        (bounds.times_faster("int8", than="fp32", at_least=1), 2.7),
        (bounds.time_ratio("int8", to="fp32", at_most=1), 10 / 27),
    ],
    ids=lambda each: each.what if isinstance(each, Bound) else "",
)
def test_a_bound_computes_its_value_from_the_variants(bound: Bound, value: float) -> None:
    assert bound.value(PAIR) == pytest.approx(value)


def test_points_lost_are_those_of_top1_for_a_classifier() -> None:
    classifiers = Measured((Variant("fp32", top1=0.9), Variant("int8", top1=0.891)))
    assert bounds.points_lost("int8", against="fp32", at_most=1).value(classifiers) == pytest.approx(0.9)


@pytest.mark.parametrize("upper", [True, False])
def test_a_limit_itself_is_allowed_and_nothing_beyond_it_nor_what_is_no_number(upper: bool) -> None:
    bound = Bound("x", Kind.SIZE, lambda measured: 0.0, limit=1.0, upper=upper)
    assert bound.met_by(1.0)
    assert bound.met_by(0.999) is upper
    assert bound.met_by(1.001) is not upper
    assert not bound.met_by(math.nan)


def test_a_gain_in_accuracy_is_no_loss() -> None:
    better = Measured((Variant("fp32", ap=0.32), Variant("int8", ap=0.33)))
    assert judged(better, bounds.points_lost("int8", against="fp32", at_most=0.0)).verdict is Verdict.MET


KEPT = bounds.size_mb("int8", at_most=2)
MISSED_SIZE = bounds.size_mb("int8", at_most=0.5)
MISSED_SPEED = bounds.times_faster("int8", than="fp32", at_least=3)


@pytest.mark.parametrize(
    ("outcome", "asked", "expected"),
    [
        (PAIR, (KEPT,), Verdict.MET),
        (PAIR, (KEPT, MISSED_SPEED), Verdict.MISSED),
        (PAIR, (MISSED_SIZE,), Verdict.MISSED),
        (NotRun("no data"), (KEPT,), Verdict.NOT_RUN),
        (Failed("it fell"), (KEPT,), Verdict.FAILED),
        (Measured((FAST,)), (MISSED_SPEED,), Verdict.FAILED),
        (Measured((FAST, Variant("fp32"))), (MISSED_SPEED,), Verdict.FAILED),
    ],
)
def test_a_row_is_met_when_each_bound_is(outcome: Outcome, asked: tuple[Bound, ...], expected: Verdict) -> None:
    assert judged(outcome, *asked).verdict is expected


@pytest.mark.parametrize(
    ("outcome", "bound", "plain", "strict"),
    [
        (PAIR, KEPT, 0, 0),
        (PAIR, MISSED_SPEED, 0, 1),
        (PAIR, MISSED_SIZE, 1, 1),
        (NotRun("no data"), KEPT, 0, 0),
        (Failed("it fell"), KEPT, 1, 1),
    ],
)
def test_what_every_run_reproduces_decides_the_exit_code(
    outcome: Outcome, bound: Bound, plain: int, strict: int
) -> None:
    rows_seen = [judged(PAIR, KEPT), judged(outcome, bound)]
    assert verdict.exit_code(rows_seen, strict=False) == plain
    assert verdict.exit_code(rows_seen, strict=True) == strict


def test_the_table_names_each_row_once_and_its_bounds_can_be_said() -> None:
    names = [each.name for each in rows.ROWS]
    assert len(set(names)) == len(names)
    for each in rows.ROWS:
        assert each.bounds
        assert all(str(bound) for bound in each.bounds)
        family = Path(__file__).parents[1] / Path(*each.module.split(".")).with_suffix(".py")
        assert "def measure(" in family.read_text(encoding="utf-8")


def test_an_unknown_row_comes_with_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["results", "--rows", "nanodet-g-int"]) == 1
    assert 'did you mean "nanodet-g-int8"' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "message"),
    [("--data", "is not a directory"), ("--ultralytics-python", "does not exist")],
)
def test_a_path_that_is_not_there_is_named(
    option: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["results", option, str(tmp_path / "none")]) == 1
    error = capsys.readouterr().err
    assert message in error
    assert str(tmp_path / "none") in error


def test_what_a_row_needs_and_lacks_is_said_in_one_sentence(tmp_path: Path) -> None:
    files = ((tmp_path / "no.sh", "make it"), (tmp_path, "it is there"))
    wanted = Needs(("coco/images",), ("json", "no_such_package"), ("sh", "no-such-a|no-such-b"), files)
    reason = needs.missing(wanted, Place(tmp_path, Path(sys.executable)))
    assert reason == (
        "the data directory has no coco/images; no_such_package is not installed; "
        'there is no program no-such-a or no-such-b; there is no "no.sh" (make it)'
    )
    assert "--data" in (needs.missing(wanted, Place(None, Path(sys.executable))) or "")
    (tmp_path / "coco/images").mkdir(parents=True)
    assert needs.missing(Needs(("coco/images",), ("json",), ("sh",)), Place(tmp_path, Path(sys.executable))) is None


def run_child(name: str, tmp_path: Path) -> Outcome:
    return children.run(row(KEPT, name=name), Place(None, Path(sys.executable)), Effort(tmp_path, 7))


def test_a_row_runs_in_a_process_of_its_own_and_keeps_standard_output_free(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_child("good", tmp_path) == Measured((Variant("a", ap=0.5, ms=7), Variant("b", ap=0.4)), ("A note.",), {})
    said = capfd.readouterr()
    assert said.out == ""
    assert "what a row prints" in said.err


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("refused", "exit code 1"),
        ("unknown", "exit code 1"),
        ("silent", "does not hold"),
        ("half", "does not hold"),
        ("killed", "SIGKILL"),
    ],
)
def test_a_row_that_gives_no_numbers_has_failed(name: str, reason: str, tmp_path: Path) -> None:
    found = run_child(name, tmp_path)
    assert isinstance(found, Failed)
    assert reason in found.reason


def test_the_numbers_of_an_earlier_run_are_not_taken_for_those_of_this_one(tmp_path: Path) -> None:
    (tmp_path / "silent").mkdir()
    (tmp_path / "silent/measured.json").write_text('{"variants": [], "notes": [], "versions": {}}')
    assert isinstance(run_child("silent", tmp_path), Failed)


X86 = "processor\t: 0\nmodel name\t: AMD EPYC  7713\nflags\t\t: fpu sse avx2 fma f16c\n\nmodel name\t: AMD EPYC  7713\n"
PI = (
    "processor\t: 0\nFeatures\t: fp asimd asimdhp asimddp\nCPU implementer\t: 0x41\nCPU part\t: 0xd0b\n"
    "Model\t\t: Raspberry Pi 5\n"
)


def test_a_machine_is_named_with_what_speeds_it_up_and_what_it_lacks() -> None:
    found = machine.describe(X86, 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n', "", "x86_64", 2)
    assert str(found) == (
        "AMD EPYC 7713 (x86_64), 2 cores, with AVX2, FMA, F16C, without AVX-512, AVX-VNNI, AVX-512 VNNI, AMX-INT8; "
        "Debian GNU/Linux 13 (trixie)"
    )
    board = machine.describe(PI, "", "Raspberry Pi 5 Model B Rev 1.0", "aarch64", 1)
    assert board.processor == "Raspberry Pi 5 Model B Rev 1.0, implementer 0x41, part 0xd0b"
    assert board.present == ("NEON", "NEON dotprod", "NEON fp16")
    assert ", 1 core, " in str(board)


def test_a_machine_that_says_nothing_is_still_named() -> None:
    assert str(machine.describe("", "", "", "riscv64", 4)) == "unknown processor (riscv64), 4 cores; unknown system"
    assert machine.here().cores >= 1


def run_of(*outcomes: Judged) -> report.Run:
    return report.Run(machine.describe(X86, "", "", "x86_64", 2), "2026-01-02", 40, outcomes)


def test_the_page_says_what_was_asked_reached_and_tried() -> None:
    page = report.markdown(run_of(judged(PAIR, KEPT, MISSED_SPEED), judged(NotRun("there is no data"), KEPT)))
    assert "| Some \\| row | size of int8 ≤ 2 MB<br>speed of int8 / fp32 ≥ 3 × | 1.00 MB<br>2.70 × (missed) |" in page
    assert "(missed) | **not met** |" in page
    assert "| fp32 | 0.3300 |  | 4.00 | 27.00 |" in page
    assert "Tried: another quantizer; 0.4 points." in page
    assert "Not run: there is no data." in page
    assert "AMD EPYC 7713" in page
    assert "torch 2" in page
    assert "2026-01-02" in page


def test_a_met_row_does_not_tell_what_was_tried_once() -> None:
    assert "Tried" not in report.markdown(run_of(judged(PAIR, KEPT)))


def test_the_document_has_the_same_in_base_units_and_no_infinity() -> None:
    lost = dataclasses.replace(FAST, pixels=math.inf)
    bound = bounds.pixels_apart("int8", at_most=2)
    [first, second] = json.loads(
        report.document(run_of(judged(Measured((SLOW, lost)), bound, KEPT), judged(Failed("it fell"), KEPT)))
    )["rows"]
    assert first["verdict"] == "not met"
    assert first["asked"][0] == {
        "what": bound.what, "kind": "equality", "atMost": 2, "unit": "px", "reached": None, "met": False,
    }  # fmt: skip
    assert first["measured"][1]["sizeBytes"] == 1_000_000
    assert "pixels" not in first["measured"][1]
    assert (second["verdict"], second["reason"], second["measured"]) == ("failed", "it fell", [])


def test_the_short_table_has_a_line_for_each_bound() -> None:
    table = report.table([judged(PAIR, KEPT, MISSED_SPEED), judged(NotRun("no data"), KEPT)])
    assert [line[2:] for line in table.rows] == [("1.00 MB", "met"), ("2.70 ×", "not met"), ("not run", "no data")]


def seen(*found: tuple[float, int, float]) -> Candidates:
    """(left, label, score) of boxes 10×10."""
    boxes = np.asarray([[left, 0, left + 10, 10] for left, _, _ in found], np.float32).reshape(-1, 4)
    scores = np.asarray([score for _, _, score in found], np.float32)
    return Candidates(boxes, scores, np.asarray([label for _, label, _ in found], np.int64))


def test_detections_are_as_far_apart_as_the_worst_pair() -> None:
    assert agreement.furthest(seen((0, 1, 0.9), (50, 2, 0.8)), seen((51, 2, 0.8), (0.5, 1, 0.9)), 0.45) == 1
    assert agreement.furthest(seen((0, 1, 0.9)), seen((0, 2, 0.9)), 0.45) == math.inf
    assert agreement.furthest(seen((0, 1, 0.9), (80, 1, 0.41)), seen((0, 1, 0.42)), 0.45) == 0
    assert agreement.furthest(seen(), seen((0, 1, 0.9)), 0.45) == math.inf
    assert math.isnan(agreement.furthest(seen((0, 1, 0.42)), seen(), 0.45))


def test_the_command_writes_both_files_and_says_why_rows_did_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = dataclasses.replace(row(bounds.points_lost("b", against="a", at_most=20), name="good"), title="Good")
    monkeypatch.setattr(rows, "ROWS", (good, row(KEPT, name="other")))
    assert main(["results", "--rows", "good", "--out", str(tmp_path / "new"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["reached"] == "10.00 points"
    page = (tmp_path / "new/RESULTS.md").read_text(encoding="utf-8")
    assert "| Good | loss of b against a ≤ 20 points | 10.00 points | met |" in page
    assert "Not run: it was not asked for with --rows." in page
    assert json.loads((tmp_path / "new/results.json").read_text(encoding="utf-8"))["rows"][0]["verdict"] == "met"


def test_a_missed_size_ends_the_command_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = row(bounds.points_lost("b", against="a", at_most=1), name="good")
    monkeypatch.setattr(rows, "ROWS", (asked,))
    assert main(["results"]) == 1


def test_a_bound_that_asks_for_what_is_not_measured_says_so() -> None:
    with pytest.raises(EdgeModelError, match='no variant "int4", only fp32, int8'):
        bounds.size_mb("int4", at_most=1).value(PAIR)
    with pytest.raises(EdgeModelError, match='"fp32" has no pixels'):
        bounds.pixels_apart("fp32", at_most=1).value(PAIR)
