"""Nothing in plan 106 claims words that the document does not have."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.plans.shipped import Node, Tree, files_of, is_verbatim, ranges, words_of

AS_RECEIVED = "54445a9f356d2c08800f82c225eea05dcc5bf332306581e3f484c1c4738b2775"


def _quotes(tree: Tree) -> Iterator[tuple[str, int, int]]:
    """Each quote of a task or target with the range of lines it belongs to."""
    quoted = tree["quote"] if isinstance(tree["quote"], list) else [tree["quote"]]
    for text, (first, last) in zip(quoted, ranges(tree["lines"]), strict=True):
        yield text, first, last


def _quoting(plan: Tree, tasks: dict[str, Node]) -> list[Tree]:
    return [*plan["targets"], *(task.own for task in tasks.values())]


def test_the_document_is_kept_as_it_was_received():
    text = (Path(__file__).parent / "kh_106_source.txt").read_bytes()
    assert sha256(text).hexdigest() == AS_RECEIVED


def test_every_quote_stands_in_exactly_its_lines(plan, tasks, source):
    astray = []
    for tree in _quoting(plan, tasks):
        for text, first, last in _quotes(tree):
            if not is_verbatim(text, source, first, last):
                astray.append(f"{tree['id']}: not in {first}-{last}")
            elif first < last and (
                is_verbatim(text, source, first + 1, last) or is_verbatim(text, source, first, last - 1)
            ):
                astray.append(f"{tree['id']}: {first}-{last} is wider than the quote")
    assert astray == []


def test_every_target_and_task_quotes_the_document(plan, tasks):
    assert [tree["id"] for tree in _quoting(plan, tasks) if not tree.get("quote")] == []


def test_every_range_of_lines_starts_and_ends_on_text(plan, nodes, source):
    blank = []
    for tree in [*plan["targets"], *(node.own for node in nodes)]:
        for key in ("lines", "clause"):
            for first, last in ranges(tree.get(key, "")):
                if not (first <= last and source[first - 1].strip() and source[last - 1].strip()):
                    blank.append(f"{tree['id']} {key} {first}-{last}")
    assert blank == []


def test_the_title_of_every_section_is_the_documents_heading(nodes, source):
    own = [
        f"{node.id}: {node.own['title']}"
        for node in nodes
        if node.is_section
        and not all(
            is_verbatim(node.own["title"], source, first, last) for first, last in ranges(node.own["lines"])
        )
    ]
    assert own == []


def test_title_basis_and_recipients_are_verbatim(plan, source):
    header = plan["plan"]
    assert is_verbatim(header["title"], source, 418, 420)
    assert [text for text in header["basis"] if not is_verbatim(text, source, 8, 45)] == []
    assert [text for text in header["recipients"] if not is_verbatim(text, source, 426, 435)] == []
    assert len(header["recipients"]) == sum(line.startswith("- ") for line in source[425:435])
    assert [is_verbatim(part, source, 438, 443) for part in header["signer"].values()] == [True] * 3


def test_words_in_quotation_marks_are_the_documents(plan, nodes, source):
    """Readings, reasons, notes and conditions cite truly: only case may differ, `…` is for words left out."""
    text = " ".join(" ".join(source).split()).casefold()
    invented = [
        f"{tree['id']}: {cited}"
        for tree in [*plan["targets"], *(node.own for node in nodes)]
        for cited in words_of(tree)
        if not all(part.strip().casefold() in text for part in cited.split("…"))
    ]
    assert invented == []


def test_quotes_keep_the_misprints(tasks):
    quoted = " ".join(str(task.own["quote"]) for task in tasks.values())
    for misprint in (
        "17/2019/NQ\ufffdHĐND",
        "Liên Minh HTX",
        "chủ lực của tỉnh” theo",
        "MTQG giai để",
        "do nông nghiệp, thanh",
    ):
        assert misprint in quoted, misprint


def test_the_shipped_files_are_composed_unicode():
    for path in files_of(Path(__file__).parents[2] / "plans"):
        assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8")), path.name
