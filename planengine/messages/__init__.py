"""Every sentence a person reads, Vietnamese and English of equal rank, keyed by code.

A key is `topic.rest`; each topic is one module per language, loaded when its first sentence is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from importlib import import_module

LANGUAGES = ("vi", "en")

TERMS = (
    "state.",
    "role.",
    "category.",
    "kind.",
    "trigger.",
    "event.",
    "form.",
    "step.",
    "verdict.",
    "channel.",
    "outcome.",
)
"""Codes that sentences show by their name: `{state:state}` in a template shows the word for that state."""

VIETNAM = timezone(timedelta(hours=7))


class Words:
    """The sentences of one language; call it with a code and the params of its template."""

    def __init__(self, language: str) -> None:
        """KeyError for a language that planengine does not speak."""
        if language not in LANGUAGES:
            raise KeyError(language)
        self.language = language
        self._topics: dict[str, Mapping[str, str]] = {}

    def __call__(self, code: str, /, **params: object) -> str:
        """The sentence for `code`, filled with `params`; KeyError where the catalogue lacks it.

        Days and instants are written as the language writes them, several values with commas between them.
        """
        template = self.template(code)
        return template.format(**{name: _Shown(self, value) for name, value in params.items()})

    def fill(self, code: str, params: Mapping[str, object]) -> str:
        """The same with the params in a mapping."""
        return self(code, **params)

    def template(self, code: str) -> str:
        """The template as it stands in the catalogue."""
        topic = "faults" if code.startswith("PE") else code.partition(".")[0]
        topic = "term" if f"{topic}." in TERMS else topic
        if topic not in self._topics:
            self._topics[topic] = import_module(f"planengine.messages.{self.language}.{topic}").TEXTS
        return self._topics[topic][code]

    def outline(self, code: str) -> str:
        """The sentence for `code` with "…" in place of each of its params: what it says whatever they are."""
        return self.template(code).format_map(_Gaps())

    def faults(self) -> tuple[str, ...]:
        """The codes of all faults and warnings of a plan file, in order."""
        self.template("PE.error")
        return tuple(sorted(key[:-6] for key in self._topics["faults"] if key.endswith(".title")))

    def knows(self, code: str) -> bool:
        """Whether the catalogue has a sentence for `code`."""
        try:
            self.template(code)
        except (KeyError, ModuleNotFoundError):
            return False
        return True

    def show(self, value: object) -> str:
        """One value in words: days and instants in the manner of the language, several with commas, None as a dash."""
        if isinstance(value, str):
            return value
        if isinstance(value, datetime):
            return value.astimezone(VIETNAM).strftime(
                "%d/%m/%Y %H:%M" if self.language == "vi" else "%Y-%m-%d %H:%M"
            )
        if isinstance(value, date):
            return value.strftime("%d/%m/%Y") if self.language == "vi" else value.isoformat()
        if isinstance(value, list | tuple):
            return ", ".join(self.show(one) for one in value)
        return "–" if value is None else str(value)


class _Gaps(dict[str, "_Gap"]):
    """Every param of a template, each a gap."""

    def __missing__(self, name: str) -> _Gap:
        return _Gap()


class _Gap:
    def __format__(self, spec: str) -> str:
        return "…"


class _Shown:
    """A param inside a template: `{x}` shows the value, `{x:state}` the word for the code it is."""

    __slots__ = ("_value", "_words")

    def __init__(self, words: Words, value: object) -> None:
        self._words = words
        self._value = value

    def __format__(self, spec: str) -> str:
        if not spec:
            return self._words.show(self._value)
        if f"{spec}." in TERMS:
            values = self._value if isinstance(self._value, list | tuple) else (self._value,)
            return ", ".join(self._words.template(f"{spec}.{value}") for value in values)
        return format(self._value, spec)

    def __str__(self) -> str:
        return self._words.show(self._value)
