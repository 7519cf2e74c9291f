"""Joint replies counted once; hidden data named by technique and place, never by value."""

from __future__ import annotations

from replies import mapped, reading, table
from surveys import OUTCOMES, ROLES, checked, codes, messages

from checks.run import DocumentFacts

ROWS = (("Officer", "13"), ("Police staff", "6"), ("PCSO", "0"), ("Total", "19"))


def test_the_very_same_table_at_two_authorities_is_counted_twice() -> None:
    same = (table(ROLES, *ROWS),)
    found = checked(warwickshire=same, west_mercia=same)
    assert [f.authority for f in found if f.code == "joint_counted_twice"] == ["warwickshire+west-mercia"]


def test_one_document_filed_to_two_and_mapped_for_each_is_counted_twice() -> None:
    document = reading(table(ROLES, ("Officer", "19")), sha256="f" * 64, name="joint.pdf")
    each = tuple(mapped(document, to=(authority,)) for authority in ("warwickshire", "west-mercia"))
    (message,) = messages(checked(also=each), "joint_counted_twice")
    assert message == "1 value of one document, given to Warwickshire and West-Mercia alike."


def test_a_joint_reply_that_names_its_authorities_is_not() -> None:
    both = table(("Role", "Warwickshire", "West Mercia"), *((a, b, b) for a, b in ROWS))
    found = checked(also=(mapped(both, to=("warwickshire", "west-mercia")),))
    assert "joint_counted_twice" not in codes(found)


def test_equal_small_tables_are_no_sign() -> None:
    small = (table(OUTCOMES, ("NFA", "1"), ("Total", "1")),)
    assert "joint_counted_twice" not in codes(checked(kent=small, essex=small))


def test_hidden_data_is_named_by_technique_and_place() -> None:
    facts = DocumentFacts("x", "data.xls", "kent", "first", hidden=(("very_hidden_sheet", "LY"),))
    (finding,) = checked(documents=(facts,), only=("hidden",))
    assert (finding.code, finding.message, finding.place) == (
        "hidden_data", "data.xls hides data: very hidden sheet.", "data.xls, LY",
    )  # fmt: skip


def test_a_formula_without_its_value_is_no_zero() -> None:
    facts = DocumentFacts("x", "data.xlsx", "kent", "first", formulas_without_value=("B7", "B9"))
    assert [f.code for f in checked(documents=(facts,), only=("hidden",))] == ["formula_without_value"]
