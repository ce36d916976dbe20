"""Mixed precision: the search over mixtures, on accuracies made up for it, and a real small network."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from edge_model import lowering, mixed, observed
from edge_model.lowering import Lowered
from edge_model.mixed import Built, Mixture, Segments, Trial
from edge_model.surgery import graph

COUNT = 16


def find(needed: Segments, max_drop: float = 0.01, labels: bool = True) -> Mixture:
    """A network whose accuracy hangs on `needed`; its programs name the segments in float."""

    def build(segments: Segments) -> Built:
        return Built(Lowered(bytes(sorted(segments)), 1, ()), 2 - len(segments) / COUNT)

    def drop(lowered: Lowered) -> float | None:
        return 0.1 * len(needed - set(lowered.program)) if labels else None

    network = mixed.Network([1.0] * COUNT, lambda kept: 0.5 + 0.4 * len(needed & kept) / len(needed), build, drop)
    return mixed.search(network, max_drop, lambda line: None)


def test_the_mixture_with_the_least_float_that_keeps_the_accuracy_is_chosen() -> None:
    found = find(frozenset({0, 1}))
    assert found.reached
    assert found.chosen.segments == {0, 1}
    assert found.lowered.program == bytes([0, 1])
    assert found.chosen.drop == 0
    assert found.chosen.float_share == 2 / COUNT
    assert found.chosen in found.trials


def test_labels_are_not_looked_at_for_mixtures_that_win_back_little() -> None:
    found = find(frozenset({0, 1}))
    looked = [trial.segments for trial in found.trials if trial.drop is not None]
    assert looked == [{0}, {0, 1}]
    assert found.looks == 2


def test_layers_in_several_places_are_united() -> None:
    found = find(frozenset({0, 1, 12}))
    assert found.reached
    assert found.chosen.segments == {0, 1, 12, 13}


def test_without_labels_the_first_that_wins_back_half_is_taken() -> None:
    found = find(frozenset({0, 1}), labels=False)
    assert (found.looks, found.reached) == (0, True)
    assert found.chosen.segments == {0}
    assert found.chosen.drop is None


def test_an_accuracy_that_no_mixture_keeps_is_reported_with_the_best() -> None:
    found = find(frozenset({0, 1}), max_drop=-0.1)
    assert not found.reached
    assert found.chosen.segments == {0, 1}


def test_the_ladder_rises_in_agreement_with_the_work_in_float() -> None:
    measured = [(0.9, 5), (0.1, 3), (0.5, 3), (0.3, 4), (0.0, 1)]
    trials = [Trial(frozenset({number}), share, agreement) for number, (share, agreement) in enumerate(measured)]
    assert [trial.agreement for trial in mixed.ladder(trials)] == [3, 4, 5]


@pytest.mark.parametrize(
    ("segments", "text"),
    [((), "all int8"), ((0,), "layers 0 in float"), ((0, 1, 2, 7), "layers 0–2, 7 in float")],
)
def test_layers_are_named_in_spans(segments: tuple[int, ...], text: str) -> None:
    assert mixed.spans(frozenset(segments)) == text


def test_weights_belong_to_no_segment() -> None:
    example = torch.rand(1, 3, 8, 8)
    network = graph.of(nn.Sequential(nn.Conv2d(3, 3, 1), nn.ReLU(), nn.Conv2d(3, 3, 1)).eval(), example)
    assert sorted(mixed.segments(network).values()) == [0, 0, 1]


def test_a_mixture_from_ranges_observed_once_equals_one_observed_for_itself() -> None:
    torch.manual_seed(3)
    example = torch.rand(1, 3, 16, 16)
    network = graph.of(nn.Sequential(*(nn.Conv2d(3, 3, 3, padding=1) for _ in range(3)), nn.SiLU()).eval(), example)
    samples = [torch.rand(1, 3, 16, 16) for _ in range(4)]
    places = mixed.segments(network)
    ranges = observed.observe(network, samples)
    sizes = set()
    for kept in (frozenset[int](), frozenset({0}), frozenset({0, 1, 2})):

        def in_float(node: torch.fx.Node, kept: Segments = kept) -> bool:
            return places.get(node.name, -1) in kept

        converted = ranges.convert(in_float)
        with torch.no_grad():
            again = observed.observe(network, samples).convert(in_float)
            torch.testing.assert_close(converted(example), again(example), atol=0, rtol=0)
            torch.testing.assert_close(converted(example), ranges.simulate(in_float)(example), atol=1e-5, rtol=0)
            torch.testing.assert_close(converted(example), network(example), atol=0.05, rtol=0)
        sizes.add(len(lowering.lower(converted, example).program))
    assert len(sizes) == 3, "each mixture is another program"
