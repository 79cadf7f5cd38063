"""The guards of the test run are themselves tested: a guard that never fires guards nothing."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest


def test_the_home_of_the_person_at_the_keyboard_is_out_of_reach(home):
    assert Path.home() == home
    assert list(home.iterdir()) == []


def test_no_setting_of_the_person_at_the_keyboard_is_seen():
    assert [name for name in os.environ if name.startswith("PLANENGINE_")] == []


@pytest.mark.parametrize("host", ["192.0.2.1", "mail.example.net"])
def test_no_other_machine_can_be_reached(host):
    # by its message: the class lives in conftest.py, which is not there to be imported
    with pytest.raises(AssertionError, match=r"connect to|look up"):
        socket.create_connection((host, 25), timeout=0.1)


def test_loopback_is_open():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
