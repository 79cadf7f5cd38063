"""What a cell lets somebody enter: a list to choose from, a day, a percentage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation

from planengine.messages import Words

FIRST_DAY, LAST_DAY = 36526, 73050
"""1 January 2000 and 31 December 2099, as a spreadsheet counts days."""


def offer_answers(page: Any, column: str, rows: Sequence[int], answers: Sequence[str], say: Words) -> None:
    """A list of these answers to choose from, in these rows."""
    words = ",".join(say(f"sheet.answer.{one}") for one in answers)
    rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    _explain(rule, say("sheet.choose.answer"), say)
    _add(rule, column, rows)
    page.add_data_validation(rule)


def offer_days(page: Any, cells: str, say: Words) -> None:
    """Nothing but a day in these cells."""
    rule = DataValidation(type="date", operator="between", formula1=str(FIRST_DAY), formula2=str(LAST_DAY))
    rule.allow_blank = True
    _explain(rule, say("sheet.choose.day"), say)
    rule.add(cells)
    page.add_data_validation(rule)


def offer_percent(page: Any, cells: str, say: Words) -> None:
    """Nothing but a number from 0 to 100 in these cells."""
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="100", allow_blank=True)
    _explain(rule, say("sheet.choose.percent"), say)
    rule.add(cells)
    page.add_data_validation(rule)


def offer_numbers(page: Any, column: str, rows: Sequence[int], say: Words) -> None:
    """Nothing but a number in these rows."""
    rule = DataValidation(
        type="decimal", operator="between", formula1="-1E+15", formula2="1E+15", allow_blank=True
    )
    _explain(rule, say("sheet.choose.value"), say)
    _add(rule, column, rows)
    page.add_data_validation(rule)


def _add(rule: DataValidation, column: str, rows: Sequence[int]) -> None:
    for first, last in _runs(rows):
        rule.add(f"{column}{first}:{column}{last}" if last > first else f"{column}{first}")


def _explain(rule: DataValidation, text: str, say: Words) -> None:
    rule.showErrorMessage = True
    rule.errorTitle = say("sheet.choose.title")
    rule.error = text


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring rows as (first, last), so that a list for hundreds of rows stays short."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
