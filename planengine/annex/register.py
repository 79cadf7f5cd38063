"""Agencies by the names that documents give them: in full, in short, abbreviated, in lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planengine.annex.folding import bare, fold
from planengine.core.plan import Directory

ABBREVIATIONS: Mapping[str, str] = {
    "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "ptnt": "phat trien nong thon", "nn": "nong nghiep",
    "nnptnt": "nong nghiep phat trien nong thon", "khdt": "ke hoach dau tu", "tnmt": "tai nguyen moi truong",
    "nnmt": "nong nghiep moi truong", "khcn": "khoa hoc cong nghe", "gdDt": "giao duc dao tao",
    "gddt": "giao duc dao tao", "gtvt": "giao thong van tai", "tttt": "thong tin truyen thong",
    "ldtbxh": "lao dong thuong binh xa hoi", "vhttdl": "van hoa the thao du lich", "htx": "hop tac xa",
    "lmhtx": "lien minh hop tac xa", "ntm": "nong thon moi", "mttq": "mat tran to quoc",
    "ubmttq": "uy ban mat tran to quoc", "vp": "van phong", "vpubnd": "van phong uy ban nhan dan",
    "nhnn": "ngan hang nha nuoc", "kbnn": "kho bac nha nuoc", "bhxh": "bao hiem xa hoi", "cntt": "cong nghe thong tin",
    "kcn": "khu cong nghiep", "kkt": "khu kinh te", "lhpn": "lien hiep phu nu", "ptth": "phat thanh truyen hinh",
    "tp": "thanh pho", "tx": "thi xa",
}  # fmt: skip
_SILENT = frozenset({"va", "cac", "chi", "nhanh", "tai"})
"""Words that offices put in or leave out of one and the same name."""

_HEADS = (
    "so", "ban", "ubnd", "uy ban", "cuc", "chi cuc", "hoi", "lien minh", "van phong", "vp", "cong an", "truong",
    "trung tam", "dai", "bao", "ngan hang", "vien", "thanh tra", "kho bac", "bao hiem", "tinh doan", "bo", "lien doan",
    "mat tran", "cac", "phong", "don vi", "cong ty", "tong cong ty", "hdnd", "hoi dong", "bhxh", "nhnn", "lien hiep",
    "doan", "vien kiem sat", "toa an", "huyen", "thi xa", "thanh pho", "cuc thue", "to",
)  # fmt: skip
"""What the name of a body begins with: where one of these follows a comma, a new name begins."""

_KINDS = frozenset(
    (
        "huyen", "thi xa", "thanh pho", "quan", "xa", "phuong", "thi tran", "dac khu", "so", "ban", "nganh", "doan the",
        "ban nganh", "hoi", "phong", "don vi", "dia phuong", "to chuc", "co quan", "vien", "truong", "trung tam",
    )
)  # fmt: skip
"""Kinds of bodies that a list names after `các`: a comma before one of them parts no names."""

_BULLET = re.compile(r"^[\s\-\u2013\u2014+*\u2022\u00b7]+|[\s.,;:]+$")
NEAR = 0.72


@dataclass(frozen=True, slots=True)
class Match:
    """One name of a list: the body it stands for and whether that was read into it, or what it may have meant."""

    name: str
    body: str | None
    is_reading: bool = False
    near: str | None = None


class Register:
    """The bodies of a directory by every form of their names."""

    def __init__(self, directory: Directory) -> None:
        self._written: dict[str, set[str]] = {}
        self._exact: dict[str, set[str]] = {}
        self._spelt: dict[str, set[str]] = {}
        self._loose: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}
        self._ids: set[str] = set()
        bearing = {agency.id: _written(agency.name) for agency in directory.agencies.values()}
        # Who follows on a body of the same name is meant where its name stands, from the day on which it took over; the
        # name is that of the first, and the directory says who answers for it.
        renewed = {
            successor
            for agency in directory.agencies.values()
            for successor in agency.succeeded_by
            if bearing.get(successor) == bearing[agency.id]
        }
        for agency in directory.agencies.values():
            self.add(agency.id, *() if agency.id in renewed else (agency.name, agency.short))
        for group in directory.groups.values():
            self.add(group.id, group.name)

    def add(self, body: str, *names: str | None) -> None:
        """One more body, or one more name of it."""
        self._ids.add(body)
        self._loose.setdefault(_loose(body), set()).add(body)
        self._names.setdefault(fold(body), body)
        for name in names:
            if not name:
                continue
            self._written.setdefault(_written(name), set()).add(body)
            self._exact.setdefault(fold(name), set()).add(body)
            for key in _spellings(name):
                self._spelt.setdefault(key, set()).add(body)
            self._loose.setdefault(_loose(name), set()).add(body)
            self._names.setdefault(fold(name), body)

    def match(self, name: str) -> Match:
        """The one body of that name, else what it is near to. Ids and names with their marks count before names
        without, these before abbreviations, these before names that leave out the province."""
        one = name if name in self._ids else _only(self._written.get(_written(name)))
        one = one or _only(self._exact.get(fold(name)))
        if one is not None:
            return Match(name, one)
        for key in _spellings(name):
            one = _only(self._spelt.get(key))
            if one is not None:
                return Match(name, one)
        one = _only(self._loose.get(_loose(name)))
        if one is not None:
            return Match(name, one, is_reading=True)
        return Match(name, None, near=self._near(name))

    def _near(self, name: str) -> str | None:
        from difflib import get_close_matches

        words = fold(name)[:120]
        longer = [one for one in self._names if one.startswith(words + " ")]
        close = longer[:1] or get_close_matches(words, self._names, 1, NEAR)
        return self._names[close[0]] if close else None

    def knows(self, name: str) -> bool:
        """Whether the name is that of one body."""
        if len(name) > 300:
            return False
        keys = _spellings(name)
        return (
            name in self._ids
            or _only(self._written.get(_written(name))) is not None
            or _only(self._exact.get(fold(name))) is not None
            or any(_only(self._spelt.get(key)) for key in keys)
            or _only(self._loose.get(_loose(name))) is not None
        )

    def split(self, text: str) -> list[str]:
        """The names in a list of bodies, as they are written, each once. Semicolons and lines part them; commas do
        where a name begins after them; `và` does where there is a known name on both sides."""
        names: list[str] = []
        for line in _lines(text, self):
            for part in line.split(";"):
                clean = _clean(part)
                if clean:
                    names += [clean] if self.knows(clean) else self._commas(clean)
        return list(dict.fromkeys(name for name in names if fold(name)))

    def _commas(self, text: str) -> list[str]:
        """A part without semicolons: the longest known names from the left, else names that begin after a comma."""
        atoms = [one.strip() for one in text.split(",") if one.strip()]
        names: list[str] = []
        at = 0
        while at < len(atoms):
            for end in range(min(len(atoms), at + 6), at, -1):
                whole = ", ".join(atoms[at:end])
                pieces = [_clean(whole)] if self.knows(_clean(whole)) else self._and(whole)
                if all(map(self.knows, pieces)):
                    break
            begins = _begins_a_name(pieces[0]) and not (names and _goes_on_with(names[-1], pieces[0]))
            if names and end == at + 1 and not self.knows(pieces[0]) and not begins:
                # No name begins here: the comma belongs to the name before it.
                names[-1] = f"{names[-1]}, {pieces[0]}"
                names += pieces[1:]
            else:
                names += pieces
            at = end
        return [name for one in names if (name := _clean(one))]

    def _and(self, text: str) -> list[str]:
        plain = bare(text)
        for found in re.finditer(r"\s+(?:va|&)\s+", plain if len(plain) == len(text) else ""):
            first, second = _clean(text[: found.start()]), text[found.end() :]
            rest = [_clean(second)] if self.knows(_clean(second)) else self._and(second)
            if self.knows(first) and (self.knows(rest[0]) or _begins_a_name(rest[0])):
                return [first, *rest]
            both = (_begins_a_name(first) or _is_of_a_kind(first)) and _begins_a_name(rest[0])
            if both and (self.knows(rest[0]) or fold(rest[0]).startswith(("cac ", "ubnd cac "))):
                return [first, *rest]
        return [_clean(text)]


def _written(name: str) -> str:
    """The name with its marks: three communes differ in nothing else."""
    return " ".join(name.casefold().split())


def _only(bodies: Iterable[str] | None) -> str | None:
    found = list(bodies or ())
    return found[0] if len(found) == 1 else None


def _expanded(name: str) -> list[str]:
    words: list[str] = []
    for word in fold(name).split():
        words += ABBREVIATIONS.get(word, word).split()
    return [word for word in words if word not in _SILENT]


def _spellings(name: str) -> list[str]:
    """The keys under which a name and its abbreviations meet: written out, and as initials after the first word."""
    words = _expanded(name)
    folded = [word for word in fold(name).split() if word not in _SILENT]
    keys = [" ".join(words)]
    if len(words) > 2:
        keys.append(f"{words[0]} {''.join(word[0] for word in words[1:])}")
    if len(folded) > 1:
        keys.append(f"{folded[0]} {''.join(folded[1:])}")
    return keys


def _loose(name: str) -> str:
    """The name without the province or country it belongs to."""
    return re.sub(r" (?:viet nam )?tinh(?: \w+){0,3}$| viet nam$", "", " ".join(_expanded(name)))


def _clean(part: str) -> str:
    earlier = None
    while part != earlier:
        earlier, part = part, _BULLET.sub("", part)
    return " ".join(part.split())


def _begins_a_name(text: str) -> bool:
    words = " ".join(bare(text).split())
    return any(words == head or words.startswith(head + " ") for head in _HEADS)


def _is_of_a_kind(text: str) -> bool:
    """Whether the words are only kinds of bodies, as `thị xã và thành phố thuộc tỉnh` is."""
    words = re.sub(r" (?:(?:truc )?thuoc|cap|tren|cua|trong|(?:co )?lien quan)\b.*", "", fold(text))
    return all(one in _KINDS for one in words.split(" va "))


def _goes_on_with(name: str, text: str) -> bool:
    """Whether a name of many, as `UBND các huyện`, goes on with another kind of them."""
    return " cac " in f" {fold(name)} " and _is_of_a_kind(text)


def _lines(text: str, register: Register) -> list[str]:
    """The lines of a cell; one that goes on with a name of the line before is joined to it."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        bullet = re.match(r"\s*[-\u2013+*\u2022]", line)
        begins = bullet or register.knows(_clean(line)) or _begins_a_name(line.strip())
        open_end = lines and re.search(r"(?:,|\sva)\s*$", bare(lines[-1]))
        if lines and (not begins or (open_end and not bullet)):
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line)
    return lines
