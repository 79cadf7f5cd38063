"""Three ways to one: what an edited plan does to work, by class and stage, and what has happened since against it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planengine.core import revision, status
from planengine.core.changes import Given, Outline, Terms, Wait
from planengine.core.revising import revise
from planengine.core.revision import Extended, Live, Part, Revised, Row, Said

TODAY = "2024-11-05"
DUE, NEW, OTHER = "2024-12-14", "2025-03-31", "2025-01-31"
PLAIN = Terms("once", "2024-01-01", "2025-12-31", DUE, None, None, "all", False, "secretariat", "required")


def asks(*given: str, label: str = "1.1", waits: tuple[str, ...] = (), **terms: Any) -> Outline:
    """What the plan asks; agencies as "lead:a" or "support:b"."""
    parts = (one.split(":") for one in given or ("lead:a",))
    return Outline(
        label,
        PLAIN._replace(**terms),
        tuple(sorted(Given(agency, role, None) for role, agency in parts)),
        tuple(Wait(one, "", "FS", 0, "d", False, None) for one in waits),
    )


def part(agency: str = "a", state: str = status.ASSIGNED, role: str = "lead", **more: Any) -> Part:
    given = {"planned": agency, "size": None, "due": DUE} | more
    return Part(uid=f"uid-{agency}", agency=agency, role=role, state=state, **given)


def stands(*parts: Part, label: str = "1.1", **more: Any) -> Live:
    given = {"due": DUE, "completed": False, "withdrawn": False, "kind": "once", "closes_on": "2025-12-31"}
    return Live(uid="uid", label=label, parts=parts or (part(),), **(given | more))


def come(
    old: Outline | None, new: Outline | None, now: Live | None, said: Said | None = None, today: str = TODAY
) -> Revised | None:
    """What becomes of the one occurrence."""
    found = revise(
        {old.label: old} if old else {},
        {new.label: new} if new else {},
        {now.label: now} if now else {},
        said or Said(),
        today,
    )
    assert len(found) <= 1
    return found[0] if found else None


def revised(old: Outline | None, new: Outline | None, now: Live | None, said: Said | None = None) -> Revised:
    found = come(old, new, now, said)
    assert found is not None
    return found


def row(found: Revised, name: str) -> Row:
    (one,) = [each for each in found.rows if each.name == name]
    return one


OPEN = (status.ASSIGNED, status.ACCEPTED)
BEGUN = (status.IN_PROGRESS, status.RETURNED, status.PAUSED)
REPORTED = (status.SUBMITTED, status.DONE)

# class, an edit that has it, and what is needed where it is open, begun, reported
EDITS: list[tuple[str, str, Outline, Outline, tuple[str, str, str]]] = [
    ("schedule", "due", asks(), asks(due=NEW), ("free", "reason", "recorded")),
    ("schedule", "opens_on", asks(), asks(opens_on="2024-02-01"), ("free", "reason", "recorded")),
    ("schedule", "closes_on", asks(), asks(closes_on="2026-02-01"), ("free", "reason", "recorded")),
    ("schedule", "internal_due", asks(), asks(internal_due=DUE), ("free", "reason", "recorded")),
    ("schedule", "within", asks(), asks(within="5wd of 1.2"), ("free", "reason", "recorded")),
    ("responsibility", "given", asks("lead:a"), asks("joint:a"), ("free", "reason", "reason")),
    ("structure", "kind", asks(), asks(kind="milestone"), ("free", "free", "recorded")),
    ("structure", "waits", asks(), asks(waits=("0",)), ("free", "free", "recorded")),
    ("structure", "waits", asks(waits=("0",)), asks(), ("free", "free", "recorded")),
    ("acceptance", "completion", asks(), asks(completion="any"), ("free", "reason", "refused")),
    ("acceptance", "support_required", asks(), asks(support_required=True), ("free", "reason", "refused")),
    ("acceptance", "confirm", asks(), asks(confirm="none"), ("free", "reason", "refused")),
    ("acceptance", "evidence", asks(), asks(evidence="optional"), ("free", "reason", "refused")),
]


@pytest.mark.parametrize(
    ("kind", "name", "old", "new", "needs"), EDITS, ids=[f"{kind} {name}" for kind, name, *_ in EDITS]
)
def test_what_an_edit_needs_follows_from_its_class_and_how_far_work_has_come(
    kind: str, name: str, old: Outline, new: Outline, needs: tuple[str, str, str]
) -> None:
    for stage, states in zip(needs, (OPEN, BEGUN, REPORTED), strict=True):
        for state in states:
            found = row(revised(old, new, stands(part(state=state))), name)
            assert (found.kind, found.verdict) == (kind, stage), state


def test_removal_is_free_where_nobody_has_begun_and_declared_where_somebody_has() -> None:
    for state in OPEN:
        found = revised(asks(), None, stands(part(state=state)))
        assert (found.verdict, found.rows[0].verdict) == ("withdrawn", "free")
    for state in (*BEGUN, *REPORTED):
        now = stands(part(state=state))
        assert revised(asks(), None, now).rows[0].verdict == "declared"
        assert revised(asks(), None, now, Said(reason="x")).rows[0].verdict == "declared", (
            "a reason is not enough"
        )
        assert revised(asks(), None, now, Said(removed={"1.1": "x"})).rows[0].verdict == "free"
        assert revised(asks(), None, now, Said(removed={"1.2": "x"})).rows[0].verdict == "declared"


def test_a_reason_answers_what_needs_one_and_nothing_else() -> None:
    said = Said(reason="Công văn 12")
    begun, reported = stands(part(state=status.IN_PROGRESS)), stands(part(state=status.DONE))
    assert row(revised(asks(), asks(due=NEW), begun, said), "due").verdict == "free"
    assert row(revised(asks(), asks(due=NEW), reported, said), "due").verdict == "recorded"
    assert row(revised(asks(), asks(confirm="none"), reported, said), "confirm").verdict == "refused"


@pytest.mark.parametrize("word", ["reopen", "grandfather"])
def test_what_is_asked_of_reported_work_changes_only_where_the_task_says_so(word: str) -> None:
    reported = stands(part(state=status.DONE), completed=True)
    found = revised(asks(), asks(completion="any"), reported, Said(**{word: frozenset({"1.1"})}))
    assert row(found, "completion").verdict == "free"
    assert found.keeps_terms == (word == "grandfather")
    other = revised(asks(), asks(completion="any"), reported, Said(**{word: frozenset({"1.2"})}))
    assert row(other, "completion").verdict == "refused"


def test_the_furthest_of_those_who_bear_a_task_counts_and_a_supporter_does_not() -> None:
    now = stands(part("a"), part("b", status.DONE, "support"))
    old, new = asks("lead:a", "support:b"), asks("lead:a", "support:b", due=NEW)
    assert row(revised(old, new, now), "due").verdict == "free"
    both = stands(part("a", status.ACCEPTED, "joint"), part("b", status.IN_PROGRESS, "joint"))
    assert (
        row(revised(asks("joint:a", "joint:b"), asks("joint:a", "joint:b", due=NEW), both), "due").verdict
        == "reason"
    )


# ---- three ways: the due date

GRANTED = Extended(OTHER, "2024-11-02", "88/QĐ")
ABSORBED = Extended(NEW, "2024-11-02", "88/QĐ")


def dated(now: Live, found: Revised | None) -> str | None:
    """The due date that the one part has afterwards."""
    if found is None:
        return now.parts[0].due
    (share,) = found.shares
    return now.parts[0].due if share.keeps_due else share.due


def test_neither_file_nor_events_changed_the_date() -> None:
    assert come(asks(), asks(), stands()) is None


def test_an_extension_stays_where_the_file_says_nothing_of_the_date() -> None:
    now = stands(part(state=status.IN_PROGRESS, due=OTHER, extended=GRANTED))
    assert come(asks(), asks(), now) is None
    found = revised(asks(), asks(waits=("0",)), now)
    assert dated(now, found) == OTHER
    assert {one.verdict for one in found.rows} == {"free"}


def test_the_file_counts_where_nothing_was_granted() -> None:
    now = stands(part(state=status.IN_PROGRESS))
    assert dated(now, revised(asks(), asks(due=NEW), now)) == NEW


def test_an_extension_to_the_date_of_the_file_is_absorbed() -> None:
    now = stands(part(state=status.IN_PROGRESS, due=NEW, extended=ABSORBED))
    found = revised(asks(), asks(due=NEW), now, Said(reason="x"))
    assert row(found, "extended").verdict == "absorbed"
    assert dated(now, found) == NEW


def test_an_extension_to_another_date_is_a_conflict_that_shows_both() -> None:
    now = stands(part(state=status.IN_PROGRESS, due=OTHER, extended=GRANTED))
    found = revised(asks(), asks(due=NEW), now)
    told = row(found, "extended")
    assert told.verdict == "conflict"
    assert (told.after, told.other, told.on, told.document) == (NEW, OTHER, "2024-11-02", "88/QĐ")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said(file_wins=frozenset({"1.1"})), NEW),
        (Said(supersedes=frozenset({"1.1"})), NEW),
        (Said(keep=frozenset({"1.1"})), OTHER),
    ],
    ids=["file", "supersedes", "keep"],
)
def test_a_conflict_is_decided_for_the_task_that_is_named(said: Said, expected: str) -> None:
    now = stands(part(state=status.IN_PROGRESS, due=OTHER, extended=GRANTED))
    found = revised(asks(), asks(due=NEW), now, said)
    assert row(found, "extended").verdict == "decided"
    assert dated(now, found) == expected
    assert row(
        revised(asks(label="2"), asks(label="2", due=NEW), now._replace(label="2"), said), "extended"
    ).verdict == ("conflict")


def test_an_extension_of_one_agency_is_a_conflict_for_that_agency_alone() -> None:
    now = stands(part("a", status.IN_PROGRESS, "joint", due=OTHER, extended=GRANTED), part("b", role="joint"))
    old, new = asks("joint:a", "joint:b"), asks("joint:a", "joint:b", due=NEW)
    found = revised(old, new, now, Said(keep=frozenset({"1.1"})))
    assert row(found, "extended").agencies == ("a",)
    assert {one.agency: one.keeps_due for one in found.shares} == {"a": True, "b": False}


def test_reported_work_keeps_the_date_in_force_when_it_was_reported() -> None:
    for extended, due in ((None, DUE), (GRANTED, OTHER)):
        now = stands(part(state=status.DONE, due=due, extended=extended))
        found = revised(asks(), asks(due=NEW), now)
        assert row(found, "due").verdict == "recorded"
        assert not [one for one in found.rows if one.name == "extended"], "nothing is left to decide"
        assert dated(now, found) == due


# ---- three ways: who has it


def holders(now: Live, found: Revised | None) -> dict[str, str]:
    """agency → role of all who have a part afterwards that is still asked for."""
    if found is None:
        return {one.agency: one.role for one in now.parts}
    return {one.agency: one.role for one in found.shares if one.how not in (revision.DROPPED, revision.LEFT)}


MOVED = part("z", status.IN_PROGRESS, planned="a", by_hand=True)


def test_whom_a_person_gave_the_work_to_keeps_it_where_the_file_says_nothing_of_it() -> None:
    now = stands(MOVED)
    assert come(asks(), asks(), now) is None
    assert holders(now, revised(asks(), asks(waits=("0",)), now)) == {"z": "lead"}


def test_a_file_that_names_whom_a_person_gave_the_work_to_says_what_has_happened() -> None:
    now = stands(MOVED)
    found = revised(asks("lead:a"), asks("lead:z"), now)
    assert holders(now, found) == {"z": "lead"}
    assert row(found, "given").verdict == "absorbed"
    (share,) = found.shares
    assert share.uid == MOVED.uid


def test_a_file_that_names_a_third_is_a_conflict_until_a_person_decides() -> None:
    now = stands(MOVED)
    told = [one.verdict for one in revised(asks("lead:a"), asks("lead:b"), now).rows]
    assert "conflict" in told
    wins = revised(asks("lead:a"), asks("lead:b"), now, Said("x", file_wins=frozenset({"1.1"})))
    assert holders(now, wins) == {"b": "lead"}
    assert "conflict" not in [one.verdict for one in wins.rows]
    stays = revised(asks("lead:a"), asks("lead:b"), now, Said("x", keep=frozenset({"1.1"})))
    assert holders(now, stays) == {"z": "lead"}
    assert "conflict" not in [one.verdict for one in stays.rows]


def test_a_supporter_comes_and_goes_without_touching_the_others() -> None:
    now = stands(part("a", status.IN_PROGRESS), part("b", role="support"), part("c", role="support"))
    found = revised(asks("lead:a", "support:b", "support:c"), asks("lead:a", "support:c", "support:d"), now)
    assert {one.agency: (one.how, one.uid) for one in found.shares} == {
        "a": ("kept", "uid-a"),
        "b": ("dropped", "uid-b"),
        "c": ("kept", "uid-c"),
        "d": ("new", None),
    }


def test_what_others_gave_a_part_meanwhile_stays_beside_what_the_file_adds() -> None:
    now = stands(part("a"), part("x", role="support", planned=None))
    found = revised(asks("lead:a"), asks("lead:a", "support:d"), now)
    assert holders(now, found) == {"a": "lead", "x": "support", "d": "support"}


def test_a_supporter_that_is_dropped_is_judged_by_its_own_part() -> None:
    old, new = asks("lead:a", "support:b"), asks("lead:a")
    idle = stands(part("a", status.DONE), part("b", role="support"))
    assert row(revised(old, new, idle), "given").verdict == "free"
    busy = stands(part("a"), part("b", status.IN_PROGRESS, "support"))
    assert row(revised(old, new, busy), "given").verdict == "reason"
    done = stands(part("a"), part("b", status.DONE, "support"))
    found = revised(old, new, done, Said(reason="x"))
    assert [one.how for one in found.shares if one.agency == "b"] == ["left"], "its report stands"


def test_begun_work_goes_to_the_new_lead_under_the_same_uid() -> None:
    for state in (status.IN_PROGRESS, status.RETURNED):
        found = revised(asks("lead:a"), asks("lead:b"), stands(part(state=state)), Said(reason="x"))
        (share,) = found.shares
        assert (share.agency, share.how, share.uid, share.was) == ("b", "handed", "uid-a", "a")
        assert row(found, "given").verdict == "free"


def test_work_that_nobody_has_begun_is_given_anew() -> None:
    found = revised(asks("lead:a"), asks("lead:b"), stands())
    assert found.verdict == "replanned"
    assert {one.agency: one.how for one in found.shares} == {"a": "dropped", "b": "new"}


def test_a_task_that_is_complete_is_opened_for_nobody_new() -> None:
    now = stands(part(state=status.DONE), completed=True)
    found = revised(asks("lead:a"), asks("lead:a", "support:b"), now)
    assert holders(now, found) == {"a": "lead"}
    assert row(found, "given").verdict == "recorded"


# ---- what comes, goes and comes again


def test_what_is_only_in_the_file_is_added() -> None:
    assert revised(None, asks(), None).verdict == "added"


def test_what_left_the_plan_takes_up_where_it_stood() -> None:
    now = stands(part(state=status.DONE), part("b", role="support"), withdrawn=True)
    assert come(asks(), None, now) is None, "it has gone already"
    found = revised(None, asks("lead:a", "support:c"), now)
    assert found.verdict == "revived"
    assert {one.agency: (one.how, one.uid) for one in found.shares} == {
        "a": ("kept", "uid-a"),
        "c": ("new", None),
        "b": ("left", "uid-b"),
    }


# ---- periods


def yearly(year: int, *given: str, **terms: Any) -> Outline:
    own = {
        "kind": "recurring",
        "opens_on": f"{year}-01-01",
        "closes_on": f"{year}-12-31",
        "due": f"{year}-12-15",
    }
    return asks(*given, label=f"1.1@{year}", **(own | terms))


def year_of(year: int, *parts: Part) -> Live:
    return stands(*parts, label=f"1.1@{year}", kind="recurring", closes_on=f"{year}-12-31")


def test_a_period_that_is_closed_keeps_the_specification_of_its_time() -> None:
    years = (2023, 2024, 2025)
    base = {one.label: one for one in (yearly(each) for each in years)}
    live = {one.label: one for one in (year_of(each, part(state=status.IN_PROGRESS)) for each in years)}
    edited = {one.label: one for one in (yearly(each, "lead:b") for each in years)}
    found = revise(base, edited, live, Said(reason="x"), TODAY)
    assert [one.label for one in found] == ["1.1@2024", "1.1@2025"]
    on_the_last_day = revise(base, edited, live, Said(reason="x"), "2023-12-31")
    assert [one.label for one in on_the_last_day] == ["1.1@2023", "1.1@2024", "1.1@2025"]


def test_another_recurrence_leaves_closed_periods_and_gives_none_in_the_past() -> None:
    base = {one.label: one for one in (yearly(2023), yearly(2025))}
    live = {one.label: one for one in (year_of(2023, part(state=status.DONE)), year_of(2025))}
    quarters = {
        f"1.1@2023-Q{quarter}": yearly(2023)._replace(
            label=f"1.1@2023-Q{quarter}", terms=yearly(2023, closes_on=f"2023-{3 * quarter:02}-30").terms
        )
        for quarter in (1, 2, 3, 4)
    }
    wanted = quarters | {"1.1@2025-Q1": yearly(2025)._replace(label="1.1@2025-Q1")}
    found = {one.label: one.verdict for one in revise(base, wanted, live, Said(), TODAY)}
    assert found == {"1.1@2025-Q1": "added", "1.1@2025": "withdrawn"}


def test_a_new_task_has_the_periods_that_its_plan_says() -> None:
    found = revise({}, {"1.1@2023": yearly(2023)}, {}, Said(), TODAY)
    assert [one.verdict for one in found] == ["added"]


def test_a_task_that_leaves_the_plan_takes_its_closed_periods_along() -> None:
    found = revise({"1.1@2023": yearly(2023)}, {}, {"1.1@2023": year_of(2023)}, Said(), TODAY)
    assert [one.verdict for one in found] == ["withdrawn"]


def test_what_was_opened_on_demand_stays_until_its_task_is_removed() -> None:
    opened = stands(label="1.1@2024-11", kind="on_demand")
    assert come(None, None, opened) is None
    assert revised(None, None, opened, Said(gone=frozenset({"1.1"}))).verdict == "withdrawn"


def test_a_period_that_was_left_out_earlier_leaves_with_its_task_while_somebody_still_has_it() -> None:
    live = {"1.1@2023": year_of(2023), "1.1@2022": year_of(2022, part(state=status.CANCELLED))}
    assert [one.label for one in revise({}, {}, live, Said(), TODAY)] == ["1.1@2023"]


# ---- at random

AGENCIES = ("a", "b", "c")
DAYS = st.sampled_from((DUE, NEW, OTHER))
BODIES = st.dictionaries(st.sampled_from(AGENCIES), st.sampled_from(("support", "joint")), min_size=1)


@st.composite
def outlines(draw: st.DrawFn) -> Outline:
    given = [f"{role}:{agency}" for agency, role in draw(BODIES).items()]
    return asks(*given, due=draw(DAYS), completion=draw(st.sampled_from(("all", "any"))))


def as_planned(one: Outline) -> Live:
    return stands(
        *(part(each.agency, role=each.role, due=one.terms.due) for each in one.given), due=one.terms.due
    )


@st.composite
def moved_on(draw: st.DrawFn, one: Outline) -> Live:
    """The occurrence as planned, and then worked on, extended and given to others."""
    parts = []
    for each in as_planned(one).parts:
        granted = draw(st.none() | DAYS)
        extended = Extended(granted, TODAY, None) if granted else None
        to = draw(st.sampled_from((each.agency, f"{each.agency}-next")))
        parts.append(
            each._replace(
                agency=to,
                by_hand=to != each.agency,
                state=draw(st.sampled_from((*OPEN, *BEGUN, *REPORTED))),
                due=granted or each.due,
                extended=extended,
            )
        )
    return stands(*parts, due=one.terms.due)


@given(outlines(), outlines())
def test_where_nothing_has_happened_the_file_counts_everywhere(old: Outline, new: Outline) -> None:
    now = as_planned(old)
    found = come(old, new, now)
    if old == new:
        assert found is None
        return
    assert found is not None
    assert holders(now, found) == {one.agency: one.role for one in new.given}
    asked = [one for one in found.shares if one.how not in (revision.DROPPED, revision.LEFT)]
    assert {one.due for one in asked} == {new.terms.due}
    assert not any(one.keeps_due for one in asked)
    assert {one.verdict for one in found.rows} == {"free"}


@given(st.data(), outlines(), st.booleans())
def test_where_the_file_says_nothing_what_has_happened_stays_everywhere(
    data: st.DataObject, old: Outline, with_another_wait: bool
) -> None:
    now = data.draw(moved_on(old))
    assert come(old, old, now) is None
    new = old._replace(waits=asks(waits=("0",)).waits)
    found = revised(old, new, now)
    stood = {one.uid: one for one in now.parts}
    assert {one.uid for one in found.shares} == stood.keys()
    for one in found.shares:
        was = stood[one.uid or ""]
        assert one.agency == was.agency
        assert one.how == "kept"
        assert one.keeps_due or one.due == was.due
    assert not [one for one in found.rows if one.verdict == "conflict"]


@given(st.data(), outlines(), outlines())
def test_no_part_is_ever_lost(data: st.DataObject, old: Outline, new: Outline) -> None:
    now = data.draw(moved_on(old))
    found = come(old, new, now, Said(reason="x"))
    if found is not None:
        told = [one.uid for one in found.shares if one.uid is not None]
        assert sorted(told) == sorted(one.uid for one in now.parts)
        agencies = [one.agency for one in found.shares if one.how not in (revision.DROPPED, revision.LEFT)]
        assert len(set(agencies)) == len(agencies)


def test_who_was_given_the_part_of_another_by_hand_keeps_one_part_where_the_plan_names_it_itself() -> None:
    old, new = asks("lead:a", "support:s"), asks("lead:x", "support:s")
    moved = part("x", role="support", planned="s", by_hand=True)
    found = revised(old, new, stands(part("a"), moved), Said(reason="r"))
    assert [(one.agency, one.role, one.how) for one in found.shares if one.how != "dropped"] == [
        ("x", "lead", "kept")
    ]
