"""Evidence: the document, file or link that shows what came of an agency's work.

A document is read into number, day and abstract, or kept whole as text; a file is known by the SHA-256 of its bytes
and is never part of the log; a link leads to a page and carries no password. Light.
"""

# No "from __future__ import annotations" here: a NamedTuple compiles every annotation that is text, and every command
# of the fast path may load this module.

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from planengine.core.events import Fact, Stored
from planengine.core.workflow import Assigned, Occurred
from planengine.errors import Refusal

ADDED = "evidence_added"
EVENTS = (ADDED,)

LONGEST_LINK = 2000
LONGEST_NAME = 200


class Row(NamedTuple):
    """One piece of evidence as it is stored: days are ISO text.

    It is the `position`-th of its assignment, from 1; `agency` added it on `added_on`. `text` is the document as it
    was written, `number`, `day` and `abstract` what could be read from it. `sha256` (64 hexadecimal digits), `size`
    (bytes), `type` ("pdf") and `name` (as the agency called it, for people only) are those of a file, `link` is an
    address. At least one of text, file and link is there.
    """

    uid: str
    assignment_uid: str
    position: int
    agency: str
    added_on: str
    text: str | None = None
    number: str | None = None
    day: str | None = None
    abstract: str | None = None
    sha256: str | None = None
    size: int | None = None
    type: str | None = None
    name: str | None = None
    link: str | None = None


class Document(NamedTuple):
    """A document that was named: `text` as written; `number` "123/BC-STNMT", `day` and `abstract` where they could be
    read."""

    text: str
    number: str | None = None
    day: date | None = None
    abstract: str | None = None


_NUMBER = r"[0-9]{1,6}[A-Za-z]?(?:/[0-9]{4})?/[^\W\d_][\w&.\-–]*[\w]"
_DAY = (
    r"(?:(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"
    r"|(?P<d2>[0-9]{1,2})(?P<s>[/.\-])(?P<m2>[0-9]{1,2})(?P=s)(?P<y2>[0-9]{4})"
    r"|(?P<d3>[0-9]{1,2})\s+th\u00e1ng\s+(?P<m3>[0-9]{1,2})\s+n\u0103m\s+(?P<y3>[0-9]{4}))"
)
_ABOUT = r"(?:v\s*/\s*v|v\u1ec1\s+vi\u1ec7c|v\u1ec1|tr\u00edch\s+y\u1ebfu|:)"
_DOCUMENT = (
    rf"(?P<kind>(?:[^\W\d_]+\s+){{0,4}})(?:s\u1ed1\s*:?\s*)?(?P<number>{_NUMBER})"
    rf"(?:[\s,;]+\(?(?:ng\u00e0y\s+)?{_DAY}\)?)?"
    rf"(?:(?:\s*[,;.\-–]\s*|\s+|(?=:)){_ABOUT}\s*:?\s*(?P<abstract>\S.*))?"
)


def read_document(text: str) -> Document:
    """What a person wrote about a document, in NFC: "123/BC-UBND ngày 05/12/2024", "Báo cáo số 12/QĐ-UBND ngày
    5.12.2024 v/v giao đất". What does not read as one document from beginning to end is kept whole as text, without a
    number."""
    import re

    plain = " ".join(text.split())
    found = re.fullmatch(_DOCUMENT, plain, re.IGNORECASE)
    if found is None:
        return Document(text)
    parts = found.groupdict()
    written = next((parts["y" + n], parts["m" + n], parts["d" + n]) for n in _spelled(parts))
    try:
        day = None if written[0] is None else date(*(int(one) for one in written))
    except ValueError:
        return Document(text)  # a day that no calendar has
    return Document(text, parts["number"], day, parts["abstract"])


def _spelled(parts: Mapping[str, str | None]) -> tuple[str, ...]:
    """Which of the three manners the day was written in; the first where it was not written."""
    return tuple(n for n in ("", "2", "3") if parts["y" + n] is not None) or ("",)


TYPES: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
}
"""The types of file that are kept, by their ending, and how each begins. What can run, or carries anything (programs,
pages, drawings with scripts, archives), is none of them."""

OFFICE = {"docx": "word/", "xlsx": "xl/"}
"""What the parts of an office file are called; both begin like any archive."""

HEAD = 8
"""How many bytes tell the type."""


def file_type(name: str) -> str:
    """The type that the ending of a name stands for. Raises Refusal("evidence.type")."""
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    ending = {"jpeg": "jpg"}.get(ending, ending)
    if ending not in TYPES:
        raise Refusal("evidence.type", name=shown_name(name), known=tuple(TYPES))
    return ending


def check_head(name: str, kind: str, head: bytes) -> None:
    """Raises Refusal("evidence.not_what_it_says") where a file does not begin as its type does."""
    if not head.startswith(TYPES[kind]):
        raise Refusal("evidence.not_what_it_says", name=shown_name(name), type=kind)


def shown_name(name: str) -> str:
    """A name of a file as it may be shown and kept: NFC, one line, and nothing in it that steers a terminal, turns
    the direction of writing or cannot be seen; such signs stand as "\\u202e". At most LONGEST_NAME signs; its ending
    stays."""
    from unicodedata import category, normalize

    shown = "".join(
        _escaped(letter) if category(letter)[0] == "C" or category(letter) in ("Zl", "Zp") else letter
        for letter in normalize("NFC", name)
    )
    if len(shown) <= LONGEST_NAME:
        return shown
    kept = LONGEST_NAME // 2 - 1
    return f"{shown[:kept]}…{shown[-kept:]}"


def _escaped(letter: str) -> str:
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def check_link(link: str) -> str:
    """The link itself: http or https, a host, no user or password, nothing blank or unseen, at most LONGEST_LINK
    signs. Raises Refusal("evidence.link.<why>")."""
    import re

    if len(link) > LONGEST_LINK:
        raise Refusal("evidence.link.long", longest=LONGEST_LINK)
    address = shown_name(link) if len(link) <= LONGEST_NAME else shown_name(link[:LONGEST_NAME])
    scheme, separator, rest = link.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        raise Refusal("evidence.link.scheme", link=address)
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    if "@" in authority:
        raise Refusal("evidence.link.credentials")
    if re.search(
        r"[\s\\\"<>^`{|}\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", link
    ):
        raise Refusal("evidence.link.signs", link=address)
    if not re.fullmatch(r"(?:\[[0-9A-Fa-f:.]+\]|[\w](?:[\w.\-]*[\w])?\.?)(?::[0-9]{1,5})?", authority):
        raise Refusal("evidence.link.host", link=address)
    return link


def add(
    occurrence: Occurred,
    assigned: Assigned,
    *,
    uid: str,
    position: int,
    speaker: str,
    on: date,
    document: Document | None = None,
    file: Stored | None = None,
    link: str | None = None,
) -> Fact:
    """One piece of evidence for the work of `speaker`. Raises Refusal where the work is somebody else's or nothing is
    given."""
    if speaker != assigned.agency:
        raise Refusal("who.not_holder", task=occurrence.label, agency=speaker, holder=assigned.agency)
    if document is None and file is None and link is None:
        raise Refusal("evidence.empty", task=occurrence.label)
    own: dict[str, object | None] = {"link": link}
    if document is not None:
        own |= {
            "text": document.text,
            "number": document.number,
            "day": document.day and document.day.isoformat(),
            "abstract": document.abstract,
        }
    if file is not None:
        own |= {"sha256": file.sha256, "size": file.size, "type": file.type, "name": file.name}
    payload = {
        "record": uid,
        "assignment": assigned.uid,
        "position": position,
        "task": occurrence.label,
        "agency": assigned.agency,
        "from": assigned.state,
        "state": assigned.state,
        "on": on.isoformat(),
        **{key: value for key, value in own.items() if value is not None},
    }
    return Fact(ADDED, assigned.uid, payload)


def evolve(before: Row | None, event: str, payload: Mapping[str, object], on: date) -> Row:
    """The row of a piece of evidence; it is added once and never changes. Raises KeyError or ValueError otherwise."""
    if event != ADDED:
        raise KeyError(event)
    if before is not None:
        raise ValueError(event)
    size = payload.get("size")
    row = Row(
        uid=str(payload["record"]),
        assignment_uid=str(payload["assignment"]),
        position=int(str(payload["position"])),
        agency=str(payload["agency"]),
        added_on=on.isoformat(),
        text=_text(payload.get("text")),
        number=_text(payload.get("number")),
        day=_text(payload.get("day")),
        abstract=_text(payload.get("abstract")),
        sha256=_text(payload.get("sha256")),
        size=None if size is None else int(str(size)),
        type=_text(payload.get("type")),
        name=_text(payload.get("name")),
        link=_text(payload.get("link")),
    )
    if row.text is None and row.sha256 is None and row.link is None:
        raise ValueError(event)
    return row


def _text(value: object) -> str | None:
    return None if value is None else str(value)
