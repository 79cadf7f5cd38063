"""Sheets go out to the agencies of KH 106, officers fill them in, they come back and are recorded."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cli.office import busy_office
from tests.sheets.officer import Officer

OUT, BACK = "2024-12-05", "2024-12-10"


@pytest.fixture
def office(tmp_path):
    return busy_office(tmp_path)


def test_what_an_officer_fills_in_is_recorded_once(office):
    office.do("sheet", "export", "--agency", "so-tnmt", today=OUT)
    sent = office.folder / f"kh-106_so-tnmt_{OUT}.xlsx"
    Officer(sent).fill(
        "2.1.1", answer="Hoàn thành", number="123/BC-STNMT", day=date(2024, 12, 4), subject="Rà soát"
    ).fill("2.1.3", percent=40, note="Đã lấy ý kiến").save(sent)
    before = office.dump()
    shown = office.do("sheet", "import", sent.name, "--dry-run", today=BACK)
    assert "123/BC-STNMT ngày 04/12/2024: Rà soát" in shown.out
    assert office.dump() == before
    office.do("sheet", "import", sent.name, "--yes", today=BACK)
    done, begun = office.held("2.1.1", "so-tnmt"), office.held("2.1.3", "so-tnmt")
    assert (done["state"], done["evidence"]) == ("submitted", "123/BC-STNMT ngày 04/12/2024: Rà soát")
    assert begun["state"] == "in_progress"
    once = office.dump()
    again = office.do("sheet", "import", sent.name, "--yes", today=BACK)
    assert "Không có gì để ghi nhận" in again.out
    assert office.dump() == once
    office.do("audit", "verify", "--deep", today=BACK)
