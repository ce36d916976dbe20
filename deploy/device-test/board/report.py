"""The report of a run: every group with what was checked and how it went."""

from __future__ import annotations

import time
from pathlib import Path

import pytest


class Report:
    """A pytest plugin that writes a table of the groups, one group a test module, titled by its docstring.

    Args:
        file: where the report goes; it is also printed
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._begin = time.monotonic()
        self._groups: dict[str, str] = {}
        self._tests: dict[str, tuple[str, str, str, float]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            assert isinstance(item, pytest.Function)
            title = (item.module.__doc__ or item.module.__name__).splitlines()[0]
            self._groups[item.path.stem] = title

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        group = Path(report.location[0]).stem
        name = report.location[2].removeprefix("test_").replace("_", " ")
        before = self._tests.get(report.nodeid, (group, name, "passed", 0.0))
        outcome = report.outcome if report.outcome != "passed" else before[2]
        self._tests[report.nodeid] = (group, name, outcome, before[3] + report.duration)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        lines = ["| group | test | result | s |", "|---|---|---|---|"]
        for group, title in sorted(self._groups.items(), key=lambda group: group[1]):
            rows = [test for test in self._tests.values() if test[0] == group]
            lines += [f"| {title} | {name} | {outcome} | {seconds:.0f} |" for _, name, outcome, seconds in rows]
            if not rows:
                lines.append(f"| {title} | | not run | |")
        lines.append(f"\n{len(self._groups)} groups, {len(self._tests)} tests, {time.monotonic() - self._begin:.0f} s")
        text = "\n".join(lines) + "\n"
        self._file.write_text(text)
        terminalreporter.write_line("\n" + text)
