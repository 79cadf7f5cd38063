"""What is read from the name of a document, which links and files are evidence, and which are not."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planengine.core import evidence, status
from planengine.core.events import Stored
from planengine.core.evidence import Document, read_document
from planengine.core.workflow import Assigned, Occurred
from planengine.errors import Refusal

FIFTH = date(2024, 12, 5)


@pytest.mark.parametrize(
    ("text", "number", "day", "abstract"),
    [
        ("123/BC-UBND ngày 05/12/2024", "123/BC-UBND", FIFTH, None),
        ("số 12/QĐ-UBND ngày 5.12.2024 v/v giao đất", "12/QĐ-UBND", FIFTH, "giao đất"),
        ("Số: 12/QĐ-UBND", "12/QĐ-UBND", None, None),
        ("Báo cáo số 123/BC-STNMT ngày 05 tháng 12 năm 2024", "123/BC-STNMT", FIFTH, None),
        ("123/BC-STNMT 05-12-2024", "123/BC-STNMT", FIFTH, None),
        ("123/BC-STNMT (2024-12-05)", "123/BC-STNMT", FIFTH, None),
        ("123/BC-STNMT, ngày 5/12/2024, về việc quỹ đất", "123/BC-STNMT", FIFTH, "quỹ đất"),
        (
            "12/TTr-SNN ngày 05/12/2024 về thực hiện Kế hoạch 106/KH-UBND",
            "12/TTr-SNN",
            FIFTH,
            "thực hiện Kế hoạch 106/KH-UBND",
        ),
        ("45/2023/NQ-HĐND", "45/2023/NQ-HĐND", None, None),
        ("88/UBND-KTN", "88/UBND-KTN", None, None),
        ("31/KH-SNN&PTNT", "31/KH-SNN&PTNT", None, None),
        ("12a/GM-UBND", "12a/GM-UBND", None, None),
        ("7/CTr-UBND: phát triển hợp tác xã", "7/CTr-UBND", None, "phát triển hợp tác xã"),
    ],
)
def test_a_document_is_read_into_number_day_and_abstract(text, number, day, abstract):
    assert read_document(text) == Document(text, number, day, abstract)


@pytest.mark.parametrize(
    "text",
    [
        "biên bản họp",
        "12/QĐ-UBND; 13/QĐ-UBND",
        "hai văn bản 12/QĐ-UBND và 13/QĐ-UBND",
        "123/BC-STNMT ngày 31/02/2024",
        "123/BC-STNMT ngày 05/12/24",
        "123/BC-STNMT ngày 05/12/2024 (3 trang)",
        "123",
        "05/12/2024",
        "/BC-STNMT",
        "",
    ],
)
def test_what_does_not_read_as_one_document_is_kept_whole(text):
    assert read_document(text) == Document(text)


letters = st.text("ABCDĐEGHIKLMNOPQRSTUVXY", min_size=2, max_size=6)
numbers = st.builds(
    lambda n, year, kind, body: f"{n}/{year}{kind}{body}",
    st.integers(1, 99999),
    st.sampled_from(["", "2024/"]),
    st.sampled_from(["BC-", "QĐ-", "TTr-", "KH-", ""]),
    letters,
)
days = st.dates(date(1950, 1, 1), date(2099, 12, 31))
abstracts = st.lists(
    st.sampled_from(["giao", "đất", "cho", "hợp", "tác", "xã", "năm", "theo"]), min_size=1, max_size=5
).map(" ".join)
WAYS = (
    lambda day: f"ngày {day:%d/%m/%Y}",
    lambda day: f"ngày {day.day}.{day.month}.{day.year}",
    lambda day: f"ngày {day:%d-%m-%Y}",
    lambda day: f"({day.isoformat()})",
    lambda day: f"ngày {day:%d} tháng {day:%m} năm {day.year}",
)


@given(
    st.sampled_from(["", "số ", "Số: ", "Báo cáo số ", "Quyết định "]),
    numbers,
    st.none() | days,
    st.sampled_from(WAYS),
    st.none() | abstracts,
    st.sampled_from([" v/v ", ", về việc ", " về ", ": "]),
)
def test_a_document_written_in_any_usual_manner_is_read_as_what_it_is(
    kind, number, day, way, abstract, about
):
    text = kind + number + (f" {way(day)}" if day else "") + (about + abstract if abstract else "")
    assert read_document(text) == Document(text, number, day, abstract)


@given(st.text(max_size=60))
@example("1/A" + "-" * 50)
@example(" ".join(["a"] * 25))
def test_no_text_is_lost_and_what_was_read_stands_in_it(text):
    read = read_document(text)
    assert read.text == text
    assert read.number is None or read.number in " ".join(text.split())
    assert read.abstract is None or text.split()[-1] in read.abstract


def test_long_texts_are_read_in_no_time():
    for text in (
        "1/" + "A-" * 50_000,
        "a " * 50_000,
        "1/AB ngày " + "1" * 100_000,
        "1/AB :" + ": " * 50_000 + "\n",
    ):
        read_document(text)


@pytest.mark.parametrize(
    "link",
    [
        "https://quangnam.gov.vn/bao-cao/123",
        "http://10.0.0.7:8080/a?b=c#d",
        "HTTPS://văn-bản.vn/tệp",
        "https://[2001:db8::1]/x",
        "https://example.vn/@nguoi/bai",
        "https://a.vn/" + "x" * (evidence.LONGEST_LINK - 13),
    ],
)
def test_a_link_to_a_page_is_kept_as_it_is(link):
    assert evidence.check_link(link) == link


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("javascript:alert(1)", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://a.vn/x", "scheme"),
        ("//a.vn/x", "scheme"),
        ("a.vn/x", "scheme"),
        ("data://text/html,x", "scheme"),
        ("https://user:secret@a.vn/x", "credentials"),
        ("https://a.vn@evil.com/x", "credentials"),
        ("https://a.vn\\@evil.com/x", "signs"),
        ("https://a.vn/x y", "signs"),
        ("https://a.vn/x\ny", "signs"),
        ("https://a.vn/\u202ex", "signs"),
        ("https://a.vn/\u200bx", "signs"),
        ('https://a.vn/"onclick', "signs"),
        ("https://", "host"),
        ("https:///x", "host"),
        ("https://a.vn:x/", "host"),
        ("https://-/", "host"),
        ("https://a.vn/" + "x" * evidence.LONGEST_LINK, "long"),
    ],
)
def test_a_link_that_is_none_says_why(link, why):
    with pytest.raises(Refusal) as refused:
        evidence.check_link(link)
    assert refused.value.code == f"evidence.link.{why}"
    assert "secret" not in str(refused.value.params)


@given(st.text(max_size=300))
@example("\ud800.pdf")
@example("a\u0300" * 200)
def test_a_name_is_shown_in_one_line_without_what_cannot_be_seen(name):
    shown = evidence.shown_name(name)
    assert len(shown) <= evidence.LONGEST_NAME
    assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn") for sign in shown)
    shown.encode()
    assert shown == unicodedata.normalize("NFC", shown)


@pytest.mark.parametrize("name", ["báo cáo.pdf", "a b (2).docx", "x\\y.pdf"])
def test_an_ordinary_name_stays_what_it_is(name):
    assert evidence.shown_name(unicodedata.normalize("NFD", name)) == name


HELD = Assigned("u", "so-a", "lead", state=status.DONE)
WORK = Occurred(
    "o",
    "1.1",
    "once",
    date(2024, 1, 1),
    "all",
    None,
    False,
    "secretariat",
    "required",
    True,
    (HELD,),
    "vp",
    "ubnd",
)
FILE = Stored("a" * 64, 12, "pdf", "báo cáo.pdf")


def test_evidence_is_added_whatever_the_state_and_leaves_it_as_it_is():
    fact = evidence.add(
        WORK,
        HELD,
        uid="e",
        position=1,
        speaker="so-a",
        on=FIFTH,
        document=read_document("123/BC-STNMT ngày 05/12/2024 v/v quỹ đất"),
        file=FILE,
    )
    assert (fact.payload["from"], fact.payload["state"]) == (status.DONE, status.DONE)
    row = evidence.evolve(None, fact.type, fact.payload, FIFTH + timedelta(days=1))
    assert row == evidence.Row(
        "e",
        "u",
        1,
        "so-a",
        "2024-12-06",
        "123/BC-STNMT ngày 05/12/2024 v/v quỹ đất",
        "123/BC-STNMT",
        "2024-12-05",
        "quỹ đất",
        *FILE,
    )
    with pytest.raises(ValueError, match=r"^"):
        evidence.evolve(row, fact.type, fact.payload, FIFTH)


def test_only_the_holder_adds_it_and_something_must_be_given():
    for speaker, code in (("so-b", "who.not_holder"), ("vp", "who.not_holder"), ("so-a", "evidence.empty")):
        with pytest.raises(Refusal) as refused:
            evidence.add(WORK, HELD, uid="e", position=1, speaker=speaker, on=FIFTH)
        assert refused.value.code == code
