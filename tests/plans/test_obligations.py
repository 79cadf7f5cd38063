"""Plan 106 holds what the document asks, of the bodies it names, in the form it uses, and nothing more."""

from __future__ import annotations

from collections import Counter

from tests.plans.shipped import Node

FORMS = ("lead", "joint", "each", "unassigned")


def _form(task: Node) -> list[str]:
    return [form for form in FORMS if form in task.own]


def _links(task: Node) -> dict[str, bool]:
    """Whom the task comes after, and whether softly."""
    return {link["task"]: link.get("soft") == "true" for link in task.own.get("after", [])}


def test_the_duties_are_those_of_the_document_in_its_order(tasks, obligations):
    assert list(tasks) == [row["id"] for row in obligations]
    assert len(tasks) == 53


def test_every_duty_stands_where_the_document_has_it(tasks, obligations):
    for row in obligations:
        task = tasks[row["id"]]
        assert (task.own["ref"], task.own["lines"], task.clause) == (
            row["ref"],
            row["lines"],
            row["clause"],
        ), row["id"]


def test_every_duty_has_the_documents_form_and_bodies_in_its_order(tasks, obligations):
    for row in obligations:
        task = tasks[row["id"]]
        assert _form(task) == [row["form"]], row["id"]
        responsible = [] if row["form"] == "unassigned" else task.bodies(row["form"])
        assert (" ".join(responsible) or "-") == row["responsible"], row["id"]
        assert (" ".join(task.bodies("support")) or "-") == row["support"], row["id"]
        assert task.own.get("focal_point", {}).get("agency", "-") == row["focal_point"], row["id"]


def test_every_duty_has_the_expected_kind(tasks, obligations):
    for row in obligations:
        own = tasks[row["id"]].own
        assert own["kind"] == row["kind"], row["id"]
        assert own.get("every") == ("year" if row["kind"] == "recurring" else None), row["id"]


def test_the_counts_are_those_of_the_document(tasks):
    assert Counter(task.own["kind"] for task in tasks.values()) == {
        "standing": 33,
        "once": 12,
        "recurring": 4,
        "on_demand": 4,
    }
    assert Counter(form for task in tasks.values() for form in _form(task)) == {
        "lead": 15,
        "joint": 29,
        "each": 8,
        "unassigned": 1,
    }


def test_the_districts_take_part_in_43_duties(tasks):
    roles = ("lead", "joint", "each", "support")
    having = [task for task in tasks.values() if any("ubnd-huyen" in task.bodies(role) for role in roles)]
    assert len(having) == 43


def test_communes_are_followed_as_a_group(tasks):
    entry = {"group": "ubnd-xa", "track": "group"}
    assert [task.id for task in tasks.values() if entry in task.own.get("joint", [])] == ["7.1", "7.2"]


def test_only_the_yearly_report_has_a_due_date(tasks, plan):
    assert {task.id: task.own["due"] for task in tasks.values() if "due" in task.own} == {
        "IV.1.5": {"before": "12-15"}
    }
    assert plan["defaults"]["due"] == "none"
    assert [
        task.id for task in tasks.values() if task.own.keys() & {"internal_due", "starts", "duration"}
    ] == []


def test_exactly_three_dependencies_block(tasks):
    blocking = {
        (before, task.id) for task in tasks.values() for before, soft in _links(task).items() if not soft
    }
    assert blocking == {("1.1", "1.2"), ("2.3.2", "2.3.3"), ("IV.1.5", "IV.1.6")}


def test_every_dependency_is_the_expected_one_and_names_its_lines(tasks, obligations):
    for row in obligations:
        task = tasks[row["id"]]
        expected = [link.split(":") for link in row["depends"].split() if link != "-"]
        links = {before: strength != "hard" for before, strength in expected if strength != "condition"}
        assert _links(task) == links, row["id"]
        assert bool(task.own.get("conditions")) == (["", "condition"] in expected), row["id"]
        assert all(link["reason"].lower().find("dòng ") >= 0 for link in task.own.get("after", [])), row["id"]


def test_dependencies_between_members_and_periods_are_matched(tasks):
    matched = {
        (link["task"], task.id): link["match"]
        for task in tasks.values()
        for link in task.own.get("after", [])
        if "match" in link
    }
    assert matched == {("IV.1.1", "IV.1.2"): "agency", ("IV.1.5", "IV.1.6"): "period"}


def test_reports_have_the_documents_addressees(tasks):
    assert {
        task.id: (task.own["addressee"], task.own.get("via"))
        for task in tasks.values()
        if "addressee" in task.own
    } == {
        "IV.1.5": ("ubnd-tinh", "so-nnptnt"),
        "IV.1.6": (["ubnd-tinh", "bo-nnptnt"], None),
        "IV.2.2": ("ubnd-tinh", None),
        "IV.2.3": ("ubnd-tinh", None),
        "KL.1": ("ubnd-tinh", "so-nnptnt"),
    }


def test_only_the_front_and_its_organisations_are_requested(tasks):
    assert [task.id for task in tasks.values() if task.own.get("request") == "true"] == ["IV.3.1", "IV.3.2"]


def test_relations_hold_both_ways_and_order_nothing(tasks):
    pairs = {(task.id, other) for task in tasks.values() for other in task.own.get("related", [])}
    assert pairs <= {(here, there) for here in tasks for there in tasks if here != there}
    assert {(there, here) for here, there in pairs} == pairs


def test_targets_are_counted_as_the_document_words_them(plan):
    signs = Counter((target["goal"] or "none").split()[0] for target in plan["targets"])
    assert signs == {">=": 7, ">": 1, "~": 2, "none": 6}
    assert {(t["due"], t["baseline"], t["reported_by"]) for t in plan["targets"]} == {
        ("2025-12-31", None, None)
    }


def test_tasks_serve_known_targets_and_some_targets_have_no_task(plan, tasks):
    known = [target["id"] for target in plan["targets"]]
    served = {target for task in tasks.values() for target in task.own.get("targets", [])}
    assert served <= set(known)
    assert [target for target in known if target not in served] == ["G1", "G1a", "G1b", "G4", "G6", "G7"]


def test_what_is_a_reading_says_so(plan, tasks):
    """A kind without a time word, and a link to a target beyond the common number 05, carry their reason."""
    said = {"IV.1.4", "IV.1.5", "IV.2.3", "KL.1", "6.2"}  # thường xuyên, hằng năm, kịp thời, nếu có, hàng năm
    for task in tasks.values():
        readings = task.own.get("readings", {})
        assert ("kind" in readings) == (task.id not in said), task.id
        assert ("targets" in readings) == (task.own.get("targets", ["G2"]) != ["G2"]), task.id
        assert readings.keys() <= task.own.keys(), task.id
    leads = [task.id for task in tasks.values() if "lead" in task.own.get("readings", {})]
    assert leads == ["1.2", "1.3", "1.4", "2.3.3", "2.3.4", "IV.2.2", "IV.2.3"]
    for target in plan["targets"]:
        assert target.get("readings", {}).keys() <= target.keys(), target["id"]
    assert [t["id"] for t in plan["targets"] if "goal" in t.get("readings", {})] == ["G3", "G5", "G7", "G10"]


def test_ids_follow_the_sections_they_stand_in(nodes):
    for node in nodes:
        if node.within:
            assert node.id.startswith(str(node.within[-1]["id"])), node.id
    ids = [node.id for node in nodes]
    assert len(ids) == len(set(ids))
