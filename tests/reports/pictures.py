"""Pictures for tests: random plans without circles, titles that mean harm, and large ones with a seed."""

from __future__ import annotations

import random
from datetime import date

from hypothesis import strategies as st

from planengine.core.links import Link
from planengine.core.picture import Picture, Point
from planengine.core.plan import Section, Span

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HOSTILE = (
    'Nói "xong" rồi --> chưa',
    "a</text></svg><script>alert(1)</script>",
    "]]> <!-- & &amp; &#65; #35; #quot; %%{init: {}}%% end",
    '\\N \\G \\l \\" \\',
    "`mã` **đậm** _nghiêng_ 1. mục [x](y) {z} |a|",
    "1. Rà soát",
    "subgraph end; classDef x fill:#f00",
    "E\u0302\u0323 Nghi\u0323\u0302 quye\u0302\u0301t tie\u0302\u0301ng Vie\u0323\u0302t " * 6,
    FAMILY * 30 + " \U0001f1fb\U0001f1f3" * 10 + " \U0001f44d\U0001f3fd" * 10,
    "\u202eđảo ngược\u202c \u200fphải\u200e \u2067trái\u2069",
    "עברית ועוד عربي وهكذا",
    "漢字かな交じり文" * 12,
    "Dài" * 170,
    "m" * 500,
    "dòng một\ndòng hai\r\n\tba",
    "\x00\x1b[31m\x7f\x9b",
    "",
)
"""Titles that break drawings made without care."""

titles = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80))


@st.composite
def pictures(draw, most=9):
    """Up to `most` tasks in nested sections, with links of every kind from earlier to later ones."""
    sections = [
        Section(f"S{number}", draw(titles), draw(st.sampled_from([None, *range(number)])))
        for number in range(draw(st.integers(0, 4)))
    ]
    sections = [Section(one.id, one.title, _name(one.section)) for one in sections]
    count = draw(st.integers(0, most))
    points = [draw(_points(f"t.{number}", [None, *(one.id for one in sections)])) for number in range(count)]
    if draw(st.booleans()):
        points.insert(0, Point("kh-2/9", "kh-2/9", "", elsewhere=True))
    links = [
        draw(_links(before.id, after.id))
        for at, after in enumerate(points)
        if not after.elsewhere
        for before in draw(
            st.lists(st.sampled_from(points[:at]), unique=True, max_size=4) if at else st.just([])
        )
    ]
    held = {point.section for point in points}
    for section in reversed(sections):
        if section.id in held:
            held.add(section.section)
    chosen = tuple(one for one in sections if one.id in held)
    return Picture("kh-1", draw(titles), chosen, tuple(points), tuple(links), draw(st.integers(0, 3)))


def _name(number):
    return None if number is None else f"S{number}"


@st.composite
def _points(draw, name, sections):
    return Point(
        name,
        name,
        draw(titles),
        draw(st.sampled_from(sections)),
        kind=draw(st.sampled_from(["once", "recurring", "standing", "on_demand"])),
        form="lead",
        names=tuple(draw(st.lists(titles, max_size=3))),
        due=draw(st.sampled_from([None, date(2025, 12, 31)])),
        due_inherited=draw(st.booleans()),
        periods=draw(st.sampled_from([1, 1, 3])),
        restricted=draw(st.booleans()),
        state=draw(st.sampled_from([None, "open_overdue", "done_on_time", "paused"])),
    )


@st.composite
def _links(draw, before, after):
    plain = draw(st.booleans())
    return Link(
        before,
        after,
        type="FS" if plain else draw(st.sampled_from(["FS", "SS", "FF"])),
        lag=Span(0, "d") if plain else draw(st.sampled_from([Span(0, "d"), Span(5, "wd"), Span(-12, "d")])),
        soft=not plain and draw(st.booleans()),
        by_agency=not plain and draw(st.booleans()),
        reason=draw(st.one_of(st.none(), titles)),
        implied=plain and draw(st.integers(0, 3)) == 0,
    )


def layered(count, width, seed=106):
    """A large picture: layers of `width` tasks, each waiting for two of the layer before; a chain where it is 1."""
    chance = random.Random(seed)
    points = [
        Point(str(number), str(number), f"Nhiệm vụ thứ {number} của kế hoạch thử", str(number // 500))
        for number in range(count)
    ]
    links = []
    for number in range(width, count):
        first = (number // width - 1) * width
        links += [
            Link(str(before), str(number))
            for before in sorted({first + chance.randrange(width) for _ in range(2)})
        ]
    sections = tuple(Section(str(number), f"Mục {number}", None) for number in range(-(-count // 500)))
    return Picture("kh-1", "Kế hoạch thử", sections, tuple(points), tuple(links))
