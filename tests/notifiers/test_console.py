"""The console channel writes on any terminal and steers none."""

from __future__ import annotations

import io

import pytest

from notifiers.console import ConsoleNotifier, build
from planengine.notification.api import TRANSIENT, DeliveryError, Receipt, SettingsError
from tests.notifiers.making import SUBJECT, TEXT, a_message


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_recipient_subject_and_text_are_written(capsys: pytest.CaptureFixture[str], stream: str) -> None:
    receipt = build({"stream": stream}).send(a_message())

    written = getattr(capsys.readouterr(), "out" if stream == "stdout" else "err")
    assert receipt == Receipt()
    to = "Sở Nông nghiệp và Phát triển nông thôn <so-nnptnt@quangnam.example>"
    assert written == f"→ {to}\n{SUBJECT}\n\n{TEXT}\n\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp1258", "utf-8"])
def test_a_terminal_that_lacks_a_letter_gets_its_number_instead(encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)

    ConsoleNotifier(stream).send(a_message(subject="Nhắc việc"))

    shown = raw.getvalue().decode(encoding)
    assert "2.1.1" in shown
    assert ("Nhắc việc" in shown) or ("\\u1eafc" in shown or "\\u1ec7c" in shown)


def test_control_characters_are_shown_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    build({}).send(a_message(subject="a\nb", text="\x1b[2J\x9b1m\x07 còn\r\nhai\tdòng"))

    assert capsys.readouterr().out.endswith("\na b\n\n\\x1b[2J\\x9b1m\\x07 còn\nhai\tdòng\n\n")


def test_a_closed_stream_is_the_channels_fault() -> None:
    stream = io.StringIO()
    stream.close()

    with pytest.raises(DeliveryError) as caught:
        ConsoleNotifier(stream).send(a_message())
    assert (caught.value.outcome, caught.value.channel_fault) == (TRANSIENT, True)


@pytest.mark.parametrize(
    ("settings", "key"), [({"stream": "printer"}, "stream"), ({"colour": "red"}, "colour")]
)
def test_a_wrong_setting_is_named(settings: dict[str, str], key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        build(settings)
    assert caught.value.key == key
