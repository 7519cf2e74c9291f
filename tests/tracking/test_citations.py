"""Sections as letters cite them, one by one, and nothing that belongs to another Act."""

import pytest

from tracking.citations import citations, is_denied, today


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S.40(2)", ["40(2)"]),
        ("Section 40 (2)", ["40(2)"]),
        ("s40(2)(a)(b)", ["40(2)(a)", "40(2)(b)"]),
        ("Section 40(2)(a)(b) and (3A)(a)", ["40(2)(a)", "40(2)(b)", "40(3A)(a)"]),
        ("Section 31(1)(g) by virtue of (2)(b)", ["31(1)(g)", "31(2)(b)"]),
        ("Section 31(1) (a) and (b).", ["31(1)(a)", "31(1)(b)"]),
        ("Section 31(1) (a,b).", ["31(1)(a)", "31(1)(b)"]),
        ("Section 30(3), 31(3), 40(5).", ["30(3)", "31(3)", "40(5)"]),
        ("Ss. 27(1)(a), 31(1)(a) & 43(2).", ["27(1)(a)", "31(1)(a)", "43(2)"]),
        ("Sections 23(5), 24(2), 30(3) and 40(5B)(a)(i) of the Act", ["23(5)", "24(2)", "30(3)", "40(5B)(a)(i)"]),
        ("Section 30(1)(a)(i) Investigations", ["30(1)(a)(i)"]),
        ("sec. 17", ["17"]),
        ("FOIA, s.12). S12 applies to the whole", ["12"]),
        ("reliance on Section 21; Section 21 (1).", ["21", "21(1)"]),
        ("exempt under 40(2) of FOIA", ["40(2)"]),
        ("Section 22A(1)", ["22A(1)"]),
        ("Section 12 FOISA. Where", ["12 FOISA"]),
        ("under regulation 12(4)(d), as", ["12(4)(d) EIR"]),
        ("section 31(1)(a) of the Freedom of Information Act 2000", ["31(1)(a)"]),
        ("section 12(1) of the Act. There are", ["12(1)"]),
    ],
)
def test_as_cited(text: str, expected: list[str]) -> None:
    assert [citation.text for citation in citations(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "section 44 of the Terrorism Act 2000",
        "section 60 of the Criminal Justice and Public Order Act 1994",
        "section 40 of the Data Protection Act 2018",
        "section 1 of the Road Traffic Act 1988",
        "section 5 of the Official Secrets Act 1989",
        "the officer's 40 cases",
        "sections 21 to 44",
        "40 (2 of them women) officers",
        "FOI 31/2024",
    ],
)
def test_what_is_no_citation_of_ours(text: str) -> None:
    assert citations(text) == ()


def test_a_number_that_counts_something_is_no_section() -> None:
    assert [c.text for c in citations("Section 12, 18 hours")] == ["12"]
    assert [c.text for c in citations("Section 40, 31 officers")] == ["40"]


@pytest.mark.parametrize(("text", "ground"), [("s.17", False), ("s.1(1)(a)", False), ("s.12", True), ("s.40(2)", True)])
def test_procedural_sections_are_no_grounds(text: str, ground: bool) -> None:
    (found,) = citations(text)
    assert (found.is_ground, found.is_procedural) == (ground, not ground)


def test_the_old_number_of_ncnd_for_personal_data_means_the_new_one() -> None:
    assert today("40(5)") == "40(5B)"
    assert today("40(2)") == "40(2)"


def test_a_place_is_a_place_in_the_whole_text() -> None:
    text = "Section 17. Exempt: Section 40(2)."
    (found,) = citations(text, 12)
    assert text[found.start : found.end] == "40(2)"


@pytest.mark.parametrize(
    "text", ["Section 31 has not been applied", "section 40 is not relied on", "S.12 does not apply"]
)
def test_a_section_that_is_not_relied_on_is_denied(text: str) -> None:
    assert is_denied(text)
