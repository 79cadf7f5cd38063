"""The folder of evidence: whole files under their own sums, and nothing that a name or a link can lead astray."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zipfile
from datetime import datetime, timedelta, timezone

import pytest

from planengine.errors import NotFound, Raced, Refusal, Unavailable
from planengine.store import evidence_folder
from planengine.store.evidence_folder import EvidenceFolder, Referred

NOW = datetime(2024, 12, 5, 1, 0, tzinfo=timezone.utc)  # noqa: UP017
PDF = b"%PDF-1.7\n" + b"x" * 200_000
LIMIT = 1 << 20


def office(folder: str, *more: str, types: str = "[Content_Types].xml") -> bytes:
    """The bytes of an office file with these parts."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in (types, f"{folder}/main.xml", *more):
            archive.writestr(name, "<x/>")
    return whole.getvalue()


@pytest.fixture
def folder(tmp_path):
    return EvidenceFolder(str(tmp_path / "evidence"), LIMIT)


@pytest.fixture
def source(tmp_path):
    """Writes a file to offer: its path."""

    def write(name="báo cáo.pdf", data=PDF):
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


def files_in(folder):
    return sorted(
        os.path.relpath(os.path.join(top, name), folder.path)
        for top, _, names in os.walk(folder.path)
        for name in names
        if name != ".lock"
    )


def referred(*stored):
    return [Referred(one.sha256, one.type, one.size, "1", "so-a") for one in stored]


def findings(folder, *stored):
    return [(one.kind, one.path) for one in folder.check(lambda: referred(*stored))]


def test_a_file_lies_under_the_sum_of_its_bytes_and_cannot_be_written(folder, source):
    stored = folder.keep(source())
    digest = hashlib.sha256(PDF).hexdigest()
    assert stored == (digest, len(PDF), "pdf", "báo cáo.pdf")
    assert files_in(folder) == [f"{digest[:2]}/{digest}.pdf"]
    assert not os.stat(os.path.join(folder.path, digest[:2], f"{digest}.pdf")).st_mode & 0o222
    assert b"".join(folder.pieces(digest, "pdf")) == PDF
    assert findings(folder, stored) == []


def test_the_same_bytes_are_kept_once_under_whatever_name(folder, source):
    first, second = folder.keep(source("a.pdf")), folder.keep(source("b.PDF"))
    assert first.sha256 == second.sha256
    assert (first.name, second.name) == ("a.pdf", "b.PDF")
    assert len(files_in(folder)) == 1


def test_a_damaged_copy_is_mended_by_adding_the_same_bytes_again(folder, source):
    stored = folder.keep(source())
    [path] = files_in(folder)
    os.chmod(os.path.join(folder.path, path), 0o644)
    with open(os.path.join(folder.path, path), "r+b") as file:
        file.write(b"!")
    assert findings(folder, stored) == [("altered", path)]
    folder.keep(source("again.pdf"))
    assert findings(folder, stored) == []


@pytest.mark.parametrize(
    "name", ["tool.exe", "page.html", "drawing.svg", "all.zip", "report.pdf.exe", "report", ".pdf."]
)
def test_what_can_run_or_carry_anything_is_refused_by_its_ending(folder, source, name):
    with pytest.raises(Refusal) as refused:
        folder.keep(source(name))
    assert refused.value.code == "evidence.type"
    assert not os.path.exists(folder.path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"MZ\x90\x00" + b"x" * 100),
        ("a.pdf", b"<html><script>"),
        ("a.docx", b"%PDF-1.7"),
        ("a.docx", b"PK\x03\x04" + b"x" * 100),
        ("a.docx", office("xl")),
        ("a.docx", office("word", types="list.xml")),
        ("a.xlsx", office("word")),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.jpg", b"GIF89a........"),
        ("a.doc", b"PK\x03\x04" + b"x" * 100),
        ("a.pdf", b"%P"),
    ],
)
def test_a_file_that_is_not_what_its_ending_says_is_refused(folder, source, name, data):
    with pytest.raises(Refusal) as refused:
        folder.keep(source(name, data))
    assert refused.value.code == "evidence.not_what_it_says"
    assert files_in(folder) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", office("word")),
        ("a.xlsx", office("xl")),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100),
        ("a.XLS", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100),
        ("a.png", b"\x89PNG\r\n\x1a\nxxxx"),
        ("a.jpeg", b"\xff\xd8\xff\xe0xxxx"),
    ],
)
def test_every_type_that_is_named_as_kept_is_kept(folder, source, name, data):
    stored = folder.keep(source(name, data))
    assert b"".join(folder.pieces(stored.sha256, stored.type)) == data


def test_an_office_file_with_macros_is_refused(folder, source):
    with pytest.raises(Refusal) as refused:
        folder.keep(source("a.docx", office("word", "word/vbaProject.bin")))
    assert refused.value.code == "evidence.macros"
    assert files_in(folder) == []


def test_a_file_at_the_limit_is_kept_and_one_byte_more_is_refused(folder, source):
    assert folder.keep(source("a.pdf", PDF[:9].ljust(LIMIT, b"x"))).size == LIMIT
    with pytest.raises(Refusal) as refused:
        folder.keep(source("b.pdf", PDF[:9].ljust(LIMIT + 1, b"x")))
    assert refused.value.code == "evidence.large"
    assert len(files_in(folder)) == 1


def test_an_empty_file_is_refused(folder, source):
    with pytest.raises(Refusal) as refused:
        folder.keep(source("a.pdf", b""))
    assert refused.value.code == "evidence.blank"


def test_links_folders_pipes_and_devices_are_no_evidence(folder, source, tmp_path):
    real = source("real.pdf")
    os.symlink(real, tmp_path / "link.pdf")
    os.mkdir(tmp_path / "folder.pdf")
    os.mkfifo(tmp_path / "pipe.pdf")
    os.symlink("/dev/zero", tmp_path / "zero.pdf")
    told = {}
    for name in ("link.pdf", "folder.pdf", "pipe.pdf", "zero.pdf"):
        with pytest.raises(Refusal) as refused:
            folder.keep(str(tmp_path / name))
        told[name] = refused.value.code
    assert told == {
        "link.pdf": "evidence.source.link",
        "folder.pdf": "evidence.source.no_file",
        "pipe.pdf": "evidence.source.no_file",
        "zero.pdf": "evidence.source.link",
    }
    with pytest.raises(NotFound):
        folder.keep(str(tmp_path / "none.pdf"))
    with pytest.raises(Unavailable):
        folder.keep("a\0b.pdf")


def test_a_name_never_becomes_a_path(folder, source, tmp_path):
    stored = folder.keep(source("..\u202efdp.exe\x1b[31m\n.pdf"))
    assert stored.name == "..\\u202efdp.exe\\x1b[31m\\x0a.pdf"
    assert files_in(folder) == [f"{stored.sha256[:2]}/{stored.sha256}.pdf"]
    for sha256 in ("../../../etc/passwd", "/etc/passwd", "A" * 64, "", "a" * 63 + "/"):
        with pytest.raises(ValueError, match=r"^"):
            list(folder.pieces(sha256, "pdf"))
    with pytest.raises(ValueError, match=r"^"):
        list(folder.pieces("a" * 64, "../x"))


def test_a_name_that_is_no_unicode_is_kept_in_letters(folder, tmp_path):
    path = os.fsencode(tmp_path) + b"/b\xe1o c\xe1o.pdf"
    with open(path, "wb") as file:
        file.write(PDF)
    name = folder.keep(os.fsdecode(path)).name
    assert name.encode() == b"b\\udce1o c\\udce1o.pdf"


def test_a_file_that_grows_while_it_is_read_is_not_recorded(folder, source, monkeypatch):
    path = source()
    real = evidence_folder.os.fsync

    def appended(handle):
        with open(path, "ab") as file:
            file.write(b"more")
        os.utime(path, ns=(1, 1))
        real(handle)

    monkeypatch.setattr(evidence_folder.os, "fsync", appended)
    with pytest.raises(Raced):
        folder.keep(path)
    assert files_in(folder) == []


def test_a_link_planted_where_a_file_goes_is_replaced_and_not_followed(folder, source, tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    digest = hashlib.sha256(PDF).hexdigest()
    os.makedirs(os.path.join(folder.path, digest[:2]))
    planted = os.path.join(folder.path, digest[:2], f"{digest}.pdf")
    os.symlink(victim, planted)
    assert findings(folder, *referred_stored(digest)) == [("no_file", f"{digest[:2]}/{digest}.pdf")]
    folder.keep(source())
    assert victim.read_bytes() == b"precious"
    assert stat.S_ISREG(os.lstat(planted).st_mode)


def referred_stored(digest):
    return [evidence_folder.Stored(digest, len(PDF), "pdf", "a.pdf")]


def test_a_link_planted_for_a_subfolder_is_refused_and_nothing_leaves_the_folder(folder, source, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    digest = hashlib.sha256(PDF).hexdigest()
    os.mkdir(folder.path)
    os.symlink(outside, os.path.join(folder.path, digest[:2]))
    with pytest.raises(Unavailable) as refused:
        folder.keep(source())
    assert refused.value.code == "evidence.folder.unsafe"
    assert os.listdir(outside) == []
    (outside / f"{digest}.pdf").write_bytes(PDF)
    assert findings(folder, *referred_stored(digest)) == [
        ("no_file", f"{digest[:2]}/{digest}.pdf"),
        ("foreign", digest[:2]),
    ]


def test_fetching_through_a_planted_link_gives_nothing(folder, source, tmp_path):
    stored = folder.keep(source())
    path = os.path.join(folder.path, stored.sha256[:2], f"{stored.sha256}.pdf")
    os.rename(path, tmp_path / "moved.pdf")
    os.symlink(tmp_path / "moved.pdf", path)
    with pytest.raises(Refusal) as refused:
        list(folder.pieces(stored.sha256, "pdf"))
    assert refused.value.code == "evidence.damaged"


def test_each_byte_that_is_altered_a_cut_and_a_loss_are_found(folder, source):
    stored = folder.keep(source("a.pdf", b"%PDF-1.7 short"))
    path = os.path.join(folder.path, *files_in(folder)[0].split("/"))
    os.chmod(path, 0o644)
    whole = b"%PDF-1.7 short"
    for place in range(len(whole)):
        with open(path, "wb") as file:
            file.write(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert [one[0] for one in findings(folder, stored)] == ["altered"]
        with pytest.raises(Refusal):
            list(folder.pieces(stored.sha256, "pdf"))
    with open(path, "wb") as file:
        file.write(whole[:-1])
    assert [one[0] for one in findings(folder, stored)] == ["size"]
    os.remove(path)
    assert [one[0] for one in findings(folder, stored)] == ["missing"]


def test_what_nobody_refers_to_is_named_and_what_is_no_file_of_ours_apart(folder, source):
    stored = folder.keep(source("a.pdf"))
    orphan = folder.keep(source("b.pdf", PDF + b"b"))
    with open(os.path.join(folder.path, "notes.txt"), "w") as file:
        file.write("x")
    with open(os.path.join(folder.path, ".planengine-begun"), "w") as file:
        file.write("x")
    with open(os.path.join(folder.path, stored.sha256[:2], "z.pdf"), "w") as file:
        file.write("x")
    assert sorted(findings(folder, stored)) == sorted(
        [
            ("orphan", ".planengine-begun"),
            ("orphan", f"{orphan.sha256[:2]}/{orphan.sha256}.pdf"),
            ("foreign", "notes.txt"),
            ("foreign", f"{stored.sha256[:2]}/z.pdf"),
        ]
    )


def test_a_sweep_takes_old_orphans_alone(folder, source):
    stored, old, young = (folder.keep(source(f"{n}.pdf", PDF + bytes([n]))) for n in range(3))
    begun = os.path.join(folder.path, ".planengine-begun")
    foreign = os.path.join(folder.path, "notes.txt")
    for path in (begun, foreign):
        with open(path, "w") as file:
            file.write("x")
    just = NOW.timestamp() - timedelta(days=1).total_seconds()
    for one in (stored, old, young):
        path = os.path.join(folder.path, one.sha256[:2], f"{one.sha256}.pdf")
        moment = just + 1 if one is young else just - 1
        os.utime(path, (moment, moment))
    for path in (begun, foreign):
        os.utime(path, (just - 1, just - 1))
    removed = folder.sweep(lambda: referred(stored), NOW)
    assert removed == (".planengine-begun", f"{old.sha256[:2]}/{old.sha256}.pdf")
    assert os.path.exists(foreign)
    assert findings(folder, stored, young) == [("foreign", "notes.txt")]


def test_an_old_orphan_that_is_added_again_is_young_again(folder, source):
    stored = folder.keep(source())
    path = os.path.join(folder.path, stored.sha256[:2], f"{stored.sha256}.pdf")
    os.utime(path, (0, 0))
    folder.keep(source("again.pdf"))
    assert folder.sweep(tuple, datetime.now(timezone.utc)) == ()  # noqa: UP017


def test_what_is_added_while_a_sweep_looks_is_not_swept(folder, source):
    path = source()
    stored = folder.keep(path)
    os.utime(os.path.join(folder.path, *files_in(folder)[0].split("/")), (0, 0))

    def meanwhile():
        folder.keep(path)
        return ()

    assert folder.sweep(meanwhile, datetime.now(timezone.utc)) == ()  # noqa: UP017
    assert findings(folder, stored) == []


def test_what_is_recorded_while_the_folder_is_looked_through_is_not_taken_for_lost(folder, source):
    kept = []

    def meanwhile():
        kept.append(folder.keep(source()))
        return referred(*kept)

    assert folder.check(meanwhile) == ()


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path, source):
    (tmp_path / "evidence").write_text("a file stands here")
    with pytest.raises(Unavailable) as refused:
        EvidenceFolder(str(tmp_path / "evidence"), LIMIT).keep(source())
    assert refused.value.code == "evidence.folder.unwritable"


def test_a_folder_that_was_never_made_holds_nothing(folder):
    assert findings(folder) == []
    assert folder.sweep(tuple, NOW) == ()
