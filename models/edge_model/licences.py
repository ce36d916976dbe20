"""Texts of licences that a bundle carries."""

from __future__ import annotations

from pathlib import Path

_DIRECTORY = Path(__file__).parent / "licences"


def of(spdx: str) -> dict[str, str]:
    """`LICENSE` with the text of `spdx`; empty where this tool does not ship it."""
    path = _DIRECTORY / f"{spdx}.txt"
    return {"LICENSE": path.read_text(encoding="utf-8")} if path.is_file() else {}
