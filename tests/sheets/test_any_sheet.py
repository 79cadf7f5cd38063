"""Whatever stands in the cells of a sheet, it is read or told in a sentence of either language."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from planengine.messages import Words
from planengine.usecases.read_sheet import read_sheet
from planengine.usecases.sheet_rows import ASKED, WORK, Cell, Head, Key, Line, Sheet, checksum, columns_of

TODAY = date(2024, 12, 10)
HEAD = Head(WORK, "kh-106", "P", "so-a", "2024-12-05T02:00:00+00:00")
KEYS = tuple(Key(f"U{n}", n, f"{n}.1", "14/12/2024" if n % 2 else "", "chưa tiếp nhận") for n in range(1, 4))

texts = st.one_of(
    st.sampled_from(
        [
            "Hoàn thành",
            "đang thực hiện",
            "Vướng mắc",
            "Xin gia hạn",
            "Accepted",
            "5.12.24",
            "05/12/2024",
            "50%",
            "0,5",
        ]
    ),
    st.sampled_from(
        ["123/BC-SA", "Hoµn thµnh", "1.1", "2.1", "U1:1", "U2:2", "chưa tiếp nhận", "14/12/2024"]
    ),
    st.text(max_size=12),
)
values = st.one_of(
    st.none(),
    texts,
    st.integers(-5, 200),
    st.floats(),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2110, 1, 1)),
)


@st.composite
def lines(draw, number):
    cells = {name: Cell(f"A{number}", draw(values)) for name in columns_of(WORK)}
    if draw(st.booleans()):  # a row that is about something, as most are
        key = draw(st.sampled_from(KEYS))
        filled = {"task": key.task, "key": key.text, "due": key.due or None, "state": key.state}
        cells |= {name: Cell(f"B{number}", value) for name, value in filled.items()}
    if draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(ASKED[WORK]))
        trouble = draw(st.sampled_from(["formula", "error", "merged"]))
        cells[name] = Cell(f"C{number}", None, trouble=trouble)
    return Line(number, cells)


@given(
    st.integers(0, 4).flatmap(lambda count: st.tuples(*(lines(number) for number in range(13, 13 + count))))
)
def test_any_cells_at_all_are_read_or_told(rows):
    sheet = Sheet("back.xlsx", HEAD, KEYS, rows)
    read = read_sheet(sheet, TODAY)
    for language in ("vi", "en"):
        say = Words(language)
        assert all(say(one.code, **one.params) for one in read.faults)
    uids = [one.key.uid for one in read.said]
    assert len(set(uids)) == len(uids), "an assignment is answered for once"
    for one in read.said:
        assert one.percent is None or 0 <= one.percent <= 100
        assert one.day is None or one.day <= TODAY
        assert (one.until is None) == (one.reason is None)
        assert one.answer in (None, "accepted", "in_progress", "done")
    faulty = {fault.place[1:] for fault in read.faults}
    assert not any(str(one.line.number) in faulty for one in read.said), "a faulty row says nothing"


@given(st.permutations(KEYS))
def test_the_sum_over_the_keys_does_not_ask_for_their_order(keys):
    assert checksum(HEAD, keys) == checksum(HEAD, KEYS)


@given(st.sampled_from(Key._fields), st.integers(0, 2))
def test_the_sum_over_the_keys_changes_with_every_part_of_every_key(field, at):
    altered = list(KEYS)
    was = getattr(KEYS[at], field)
    altered[at] = KEYS[at]._replace(**{field: was + 1 if isinstance(was, int) else was + "x"})
    assert checksum(HEAD, altered) != checksum(HEAD, KEYS)


def test_the_sum_changes_with_what_the_sheet_is_for_and_its_version():
    sums = {checksum(HEAD._replace(**{field: "x"}), KEYS) for field in Head._fields}
    assert len({*sums, checksum(HEAD, KEYS), checksum(HEAD, KEYS, version=2)}) == len(Head._fields) + 2
