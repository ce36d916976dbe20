"""A table that a person reads as text, a page as Markdown and a program as JSON."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Column:
    """`key` names it in JSON (camelCase, unit included); `form` is the format of a number for people, such as `.2f`.

    For people a number is also divided by `per`: 1e6 shows bytes as megabytes.
    """

    key: str
    title: str
    form: str = ""
    per: float = 1


@dataclass(frozen=True)
class Table:
    """`rows` have one cell a column; None stands for a value that this machine cannot give."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns: {row}")

    def text(self) -> str:
        """Columns in line, numbers to the right."""
        lines = [[column.title for column in self.columns], *self._shown()]
        widths = [max(len(line[index]) for line in lines) for index in range(len(self.columns))]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if self._numeric(index) else cell.ljust(width)
                for index, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        )

    def markdown(self) -> str:
        ruler = ["---:" if self._numeric(index) else "---" for index in range(len(self.columns))]
        lines = [[column.title for column in self.columns], ruler, *self._shown()]
        return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)

    def records(self) -> list[dict[str, Cell]]:
        """One mapping a row, numbers unrounded."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]

    def _shown(self) -> list[list[str]]:
        return [[_show(cell, column) for cell, column in zip(row, self.columns, strict=True)] for row in self.rows]

    def _numeric(self, index: int) -> bool:
        cells = [row[index] for row in self.rows if row[index] is not None]
        return bool(cells) and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)


def _show(cell: Cell, column: Column) -> str:
    """`not available` for None, yes and no for a truth value."""
    if cell is None:
        return "not available"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return cell
    return format(cell if column.per == 1 else cell / column.per, column.form)
