"""Values that are made quickly are frozen dataclasses like any other."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, fields, replace

import pytest

from planengine.core.expand import Assignment, Edge, Occurrence
from planengine.core.making import quickly_made
from planengine.core.plan import Body, Dependency, Due, Task

MADE = (Assignment, Body, Dependency, Due, Edge, Occurrence, Task)


@dataclass(frozen=True, slots=True)
class Plain:
    name: str
    size: int = 3
    parts: tuple[str, ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class Quick:
    name: str
    size: int = 3
    parts: tuple[str, ...] = ()


def test_it_takes_the_same_arguments_and_refuses_the_same():
    for made in (Plain, Quick):
        one = made("a", parts=("b",))
        assert (one.name, one.size, one.parts) == ("a", 3, ("b",))
        with pytest.raises(TypeError, match="name"):
            made()
        with pytest.raises(TypeError, match="colour"):
            made("a", colour=1)


def test_it_is_frozen_and_has_no_room_for_more():
    one = Quick("a")
    assert type(one) is Quick
    for change in (lambda: setattr(one, "name", "b"), lambda: delattr(one, "name")):
        with pytest.raises(FrozenInstanceError):
            change()
    assert not hasattr(one, "__dict__")


def test_equality_hash_order_of_fields_copies_and_pickles_are_those_of_the_dataclass():
    one = Quick("a", 4)
    assert one == Quick("a", 4) != Quick("a")
    assert len({one, Quick("a", 4)}) == 1
    assert repr(one) == "Quick(name='a', size=4, parts=())"
    assert replace(one, size=5) == Quick("a", 5)
    assert copy.deepcopy(one) == one
    assert pickle.loads(pickle.dumps(one)) == one


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.__name__)
def test_each_field_gets_its_own_argument(made):
    given = {one.name: object() for one in fields(made)}
    one = made(**given)
    assert type(one) is made
    assert {name: getattr(one, name) for name in given} == given
