from __future__ import annotations

import re

import pytest

from tightrope.cases import builtin_cases, load_case
from tightrope.records import CaseError

TEXT = (builtin_cases()["central_asia"] / "case.yaml").read_text("utf-8")


def test_the_built_in_case_names_three_dates_with_their_sources():
    case = load_case("central_asia")
    assert [str(wave.since) for wave in case.waves] == ["1991-12-21", "2014-03", "2022-02"]
    assert {wave.away_from for wave in case.waves} == {"RUS"}
    assert all(wave.source for wave in case.waves)
    assert case.label("wave/ukraine-2022", "en") == "Full-scale invasion of Ukraine"


def test_every_channel_of_the_built_in_case_has_a_side():
    case = load_case("central_asia")
    assert set(case.sides) == {channel.name for channel in case.channels}
    assert set(case.sides.values()) == {"government", "society"}


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ('since: "2022-02"', 'since: "1890"', "waves.ukraine-2022.since", "outside the window"),
        ('since: "2022-02"', "since: 2022", "waves.ukraine-2022.since", "valid string"),
        ('since: "2022-02"', 'since: "spring"', "waves.ukraine-2022.since", "not a day, month or year"),
        ('since: "2022-02"', 'since: "2014-03"', "waves.ukraine-2022.since", "2014-03 stands twice"),
        ("    away_from: RUS", "    away_from: FRA", "waves.independence-1991.away_from", "FRA is not one of"),
        ("    side: society", "    side: army", "channels.economy.trade.side", "'government' or 'society'"),
    ],
)
def test_a_wave_that_cannot_be_meant_is_named_by_line_and_field(tmp_path, old, new, field, words):
    assert old in TEXT
    path = tmp_path / "case.yaml"
    path.write_text(TEXT.replace(old, new, 1), "utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(path)
    assert re.search(rf"case\.yaml:\d+: {re.escape(field)}: ", str(caught.value))
    assert words in str(caught.value)
