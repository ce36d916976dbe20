"""None may be worse than plain int8 at its size."""

from pathlib import Path

import pytest

from edge_model.measuring.measurement import ClassificationAccuracy, Latency, Measurement
from edge_model.training import verdict


def row(name: str, top1: float, size: int, precision: str = "int8", p50: float = 1.0) -> Measurement:
    return Measurement(
        bundle=Path("out") / name,
        precision=precision,
        images=100,
        accuracy=ClassificationAccuracy(top1),
        latency=Latency(p50, p50, 1),
        size_bytes=size,
        peak_memory_bytes=0,
        energy=None,
    )


PLAIN = row("plain", 0.90, 1000)
NARROW = row("narrow", 0.88, 500)


@pytest.mark.parametrize(
    ("variant", "rival", "gain", "kept"),
    [
        (row("v", 0.9001, 1000), "plain", 0.0001, True),
        (row("v", 0.90, 1000), "plain", 0.0, True),
        (row("v", 0.8999, 1000), "plain", -0.0001, False),
        (row("v", 0.8999, 995), "plain", -0.0001, False),
        (row("v", 0.89, 980), "narrow", 0.01, True),
        (row("v", 0.87, 980), "narrow", -0.01, False),
        (row("v", 0.87, 2000), "plain", -0.03, False),
        (row("v", 0.95, 505), "narrow", 0.07, True),
        (row("v", 0.70, 400), None, -0.18, True),
    ],
    ids=[
        "better", "as good", "worse by one in 10,000", "bytes smaller is the same size", "between, better than narrow",
        "between, worse than narrow", "larger and worse", "smaller and better", "smaller than all",
    ],
)  # fmt: skip
def test_a_variant_is_held_against_the_best_plain_one_that_is_not_larger(
    variant: Measurement, rival: str | None, gain: float, kept: bool
) -> None:
    (standing,) = verdict.judge([PLAIN, NARROW, variant], {"plain", "narrow"})
    assert (standing.variant, standing.rival, standing.kept) == ("v", rival, kept)
    assert standing.gain == pytest.approx(gain)


def test_speed_and_size_are_against_the_rival() -> None:
    (standing,) = verdict.judge([PLAIN, NARROW, row("v", 0.9, 500, p50=0.8)], {"plain", "narrow"})
    assert standing.rival == "narrow"
    assert standing.speedup == pytest.approx(1.25)
    assert standing.size_ratio == pytest.approx(1.0)


def test_a_smaller_rival_that_is_more_accurate_counts() -> None:
    better = row("narrow", 0.92, 500)
    (standing,) = verdict.judge([PLAIN, better, row("v", 0.91, 1000)], {"plain", "narrow"})
    assert (standing.rival, standing.kept) == ("narrow", False)


def test_floats_are_not_judged() -> None:
    assert verdict.judge([row("plain-fp32", 0.95, 4000, "fp32"), PLAIN], {"plain"}) == ()


def test_without_plain_int8_there_is_nothing_to_judge_by() -> None:
    with pytest.raises(ValueError, match="plain int8"):
        verdict.judge([row("v", 0.9, 1000)], {"plain"})


def test_the_table_says_so_where_nothing_plain_is_as_small() -> None:
    standings = verdict.judge([PLAIN, row("v", 0.7, 400, p50=0.5)], {"plain"})
    assert verdict.table(standings).records() == [
        {
            "bundle": "v",
            "rival": "none as small",
            "gain": pytest.approx(-0.2),
            "speedup": 2.0,
            "sizeRatio": 0.4,
            "kept": True,
        }
    ]
