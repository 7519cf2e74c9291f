"""The vocabulary looks up and never guesses."""

import pytest

from schema.vocabulary import Vocabulary, normalise

WORDS = Vocabulary(
    {"platform": {"youtube": ("You Tube",), "twitter": ("X (formerly Twitter)",)}, "rank": {"dc": ("D.C.",)}}
)


@pytest.mark.parametrize("printed", ["YouTube", "You  tube", "YOU-TUBE", " youtube.", "you_tube"])
def test_case_spaces_and_punctuation_do_not_matter(printed: str) -> None:
    assert WORDS.lookup("platform", printed) == "youtube"


@pytest.mark.parametrize("printed", ["You Tub", "Twitter and Facebook", "", "formerly Twitter"])
def test_what_is_not_in_the_vocabulary_is_not_found(printed: str) -> None:
    assert WORDS.lookup("platform", printed) is None


def test_an_unknown_facet_is_an_error_not_a_miss() -> None:
    with pytest.raises(KeyError):
        WORDS.lookup("colour", "red")


def test_a_lookup_wins_over_the_vocabulary_and_changes_no_other_word() -> None:
    more = WORDS.with_words({("platform", "You Tube"): "twitter"})
    assert more.lookup("platform", "you tube") == "twitter"
    assert WORDS.lookup("platform", "you tube") == "youtube"


def test_a_wording_with_two_meanings_is_a_conflict() -> None:
    assert Vocabulary({"f": {"a": ("same",), "b": ("Same",)}}).conflicts() == [("f", "same", ("a", "b"))]
    assert WORDS.conflicts() == []


def test_plus_and_digits_are_part_of_a_word() -> None:
    assert normalise("Inspector+ (2)") == "inspector+ 2"
    assert normalise("Rank / Grade:") == "rank grade"
