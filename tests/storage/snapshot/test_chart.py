"""The league as a picture."""

from xml.etree import ElementTree

from storage.snapshot.chart import Bar, league_svg

BARS = (
    Bar("Alpha", "1", 8, 8, 2.0),
    Bar("Beta & Sons", "2=", 1, 4, None),
    Bar("Gamma", "2=", 3, None, 0.5),
    Bar("Delta", "", None, None, None, "refused"),
)


def texts() -> list[str]:
    return [e.text or "" for e in ElementTree.fromstring(league_svg("T", "S.", "per 1,000", BARS)).iter() if e.text]


def test_a_count_an_interval_and_an_open_end_read_differently() -> None:
    assert {"8", "1 to 4", "at least 3"} <= set(texts())


def test_an_authority_without_a_count_has_words_and_no_bar() -> None:
    root = ElementTree.fromstring(league_svg("T", "S.", "per 1,000", BARS[3:]))
    assert "refused" in [e.text for e in root.iter()]
    assert len([e for e in root.iter() if e.tag.endswith("rect")]) == 1  # the background alone


def test_it_says_in_words_how_many_gave_a_count() -> None:
    assert any("3 of 4 authorities gave a count" in text for text in texts())


def test_names_are_escaped() -> None:
    assert "Beta & Sons" in texts()
