"""Reads metrics as a collector does, which stops at the first mistake: client.py TEXT_FILE OPENMETRICS_FILE.

Prints every sample as NAME{LABELS}, and "ok" at the end when both files have the same ones.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import Metric, parser
from prometheus_client.openmetrics import parser as openmetrics_parser


def samples(families: Iterable[Metric]) -> dict[str, float]:
    found: dict[str, float] = {}
    for family in families:
        assert family.documentation, f"{family.name} has no help"
        assert family.type in ("counter", "gauge", "histogram"), f"{family.name} is of the type {family.type}"
        assert not family.unit or family.name.endswith("_" + family.unit), f"{family.name} is not in {family.unit}"
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            key = f"{sample.name}{{{labels}}}"
            assert key not in found, f"{key} is there twice"
            found[key] = sample.value
            assert family.type == "gauge" or sample.value >= 0, f"{key} is {sample.value}"
    return found


def main() -> None:
    plain, strict = (Path(name).read_text() for name in sys.argv[1:])
    first = samples(parser.text_string_to_metric_families(plain))
    second = samples(openmetrics_parser.text_string_to_metric_families(strict))
    difference = sorted(first.keys() ^ second.keys())
    assert not difference, f"only one of the two formats has {difference}"
    print("\n".join(sorted(first)))
    print("ok")


main()
