"""The tables of a Word document as grids; merged cells, tracked changes and line breaks as a reader sees them."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from planengine.annex.grid import Cell, Grid
from planengine.annex.office import MAX_COLUMNS, MAX_ROWS
from planengine.errors import Refusal
from planengine.messages import Words

LINES_ABOVE = 8


def tables(data: io.BytesIO, name: str, say: Words) -> list[Grid]:
    """The tables of a document that passed the door, those inside others left out. Raises Refusal("annex.not_office")
    where the library cannot read it."""
    try:
        body = Document(data).element.body
        return list(_tables(body, name, say))
    except Refusal:
        raise
    except Exception as error:  # the library raises whatever its parsers raise on a damaged file
        raise Refusal("annex.not_office", file=name) from error


def _tables(body: Any, name: str, say: Words) -> Iterator[Grid]:
    above: list[str] = []
    number = 0
    for node in body.iterchildren():
        if node.tag == qn("w:p"):
            text = _paragraph(node).strip()
            if text:
                above.append(text)
        elif node.tag == qn("w:tbl"):
            number += 1
            yield _table(node, number, tuple(above[-LINES_ABOVE:]), name, say)
            above = []


def _table(table: Any, number: int, above: tuple[str, ...], name: str, say: Words) -> Grid:
    rows: dict[int, dict[int, Cell]] = {}
    width = 0
    # Rows and cells are walked as they stand in the file: the library finds each cell by counting from the first one.
    for at, row in enumerate(_inside(table, "w:tr"), 1):
        if at > MAX_ROWS:
            raise Refusal("annex.too_big", file=name)
        column = 1 + _figure(row.find(qn("w:trPr")), "w:gridBefore", 0)
        for cell in _inside(row, "w:tc"):
            properties = cell.find(qn("w:tcPr"))
            across = max(1, _figure(properties, "w:gridSpan", 1))
            if column + across > MAX_COLUMNS:
                raise Refusal("annex.too_big", file=name)
            if _goes_on_from_above(properties):
                above_it = rows.get(at - 1, {}).get(column)
                if above_it is not None:
                    rows.setdefault(at, {})[column] = Cell(above_it.value, across, carried=True)
            else:
                text = unicodedata.normalize("NFC", "\n".join(map(_paragraph, _inside(cell, "w:p"))))
                if text.strip():
                    rows.setdefault(at, {})[column] = Cell(text, across)
            column += across
        width = max(width, column - 1)
    origin = {row: (number, row) for row in rows}
    return Grid(str(number), False, rows, above, width, origin, say.template("annex.place.table"))


def _inside(node: Any, tag: str) -> Iterator[Any]:
    """Children of that kind, also inside the wrappers that content controls and tracked insertions put around them."""
    wrappers = {
        qn("w:sdt"),
        qn("w:sdtContent"),
        qn("w:ins"),
        qn("w:customXml"),
        qn("w:smartTag"),
        qn("w:moveTo"),
    }
    stack = list(reversed(list(node)))
    while stack:
        child = stack.pop()
        if child.tag == qn(tag):
            yield child
        elif child.tag in wrappers:
            stack += reversed(list(child))


def _figure(properties: Any, tag: str, default: int) -> int:
    found = properties.find(qn(tag)) if properties is not None else None
    value = found.get(qn("w:val")) if found is not None else None
    return int(value) if value is not None and value.isdigit() and len(value) < 6 else default


def _goes_on_from_above(properties: Any) -> bool:
    merged = properties.find(qn("w:vMerge")) if properties is not None else None
    return merged is not None and merged.get(qn("w:val"), "continue") == "continue"


_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "txbxContent", "instrText", "delText"})


def _paragraph(paragraph: Any) -> str:
    """The text of a paragraph as it is shown: with insertions, without what was deleted."""
    parts: list[str] = []
    stack = list(reversed(list(paragraph)))
    while stack:
        node = stack.pop()
        kind = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        if kind == "t":
            parts.append(node.text or "")
        elif kind == "tab":
            parts.append(" ")
        elif kind in ("br", "cr"):
            parts.append("\n")
        elif kind == "noBreakHyphen":
            parts.append("-")
        elif kind not in _SKIPPED and kind != "pPr":
            stack += reversed(list(node))
    return "".join(parts)
