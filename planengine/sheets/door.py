"""The door for sheets that come back: a workbook without macros, not too big, not encrypted, and one of ours."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from planengine.annex.office import open_office_file
from planengine.errors import NotFound, Refusal

_MACROS = ("xl/vbaProject.bin", "xl/macrosheets/")


def open_sheet(path: Path) -> io.BytesIO:
    """The bytes of an .xlsx that are safe to hand to the library.

    Raises NotFound("sheet.no_file"), Refusal of "sheet.macros" and "sheet.not_xlsx", and what `open_office_file`
    refuses.
    """
    if not path.is_file():
        raise NotFound("sheet.no_file", file=str(path))
    kind, data = open_office_file(path)
    if kind != "xlsx":
        raise Refusal("sheet.not_xlsx", file=str(path))
    with zipfile.ZipFile(data) as parts:
        names = parts.namelist()
        types = parts.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"macroEnabled" in types or any(name.startswith(_MACROS) for name in names):
        raise Refusal("sheet.macros", file=str(path))
    data.seek(0)
    return data


def load(data: io.BytesIO, name: str, *, computed: bool) -> Any:
    """The workbook; `computed` gives what its formulas last gave instead of the formulas.

    Raises Refusal("annex.not_office") where the library cannot read it.
    """
    data.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # rules and pictures that the library cannot keep are not read here
            return load_workbook(data, data_only=computed)
    except Exception as error:  # the library raises whatever its parsers raise on a damaged file
        raise Refusal("annex.not_office", file=name) from error
