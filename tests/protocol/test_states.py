"""What is proposed for whom, and that the usual list is whole."""

import pytest

from sokwms_reg.protocol.states import USUAL_OFFICES, Office, Proposal, proposal

RADNY = next(one for one in USUAL_OFFICES if one.masculine == "radny")


@pytest.mark.parametrize(
    ("position", "honorific", "said"),
    [
        ("Marszałek Województwa Łódzkiego", "pani", "Szanowna Pani Marszałek,"),
        ("MARSZALEK WOJEWODZTWA", "pan", "Szanowny Panie Marszałku,"),
        ("Wicemarszałek Województwa", "pan", "Szanowny Panie Marszałku,"),
        ("burmistrzyni Brzezin", "pani", "Szanowna Pani Burmistrz,"),
        ("Wójt Gminy Nowosolna", "pan", "Szanowny Panie Wójcie,"),
        ("Wójt", "pani", "Szanowna Pani Wójt,"),
        ("Starosta Łódzki Wschodni", "pani", "Szanowna Pani Starosto,"),
        ("Wojewoda", "pan", "Szanowny Panie Wojewodo,"),
        ("Prezydent Miasta Kielce", "pan", "Szanowny Panie Prezydencie,"),
        ("Zastępczyni Prezydenta Miasta", "pani", "Szanowna Pani Prezydent,"),
        ("radna, przewodnicząca rady gminy", "pani", "Szanowna Pani Przewodnicząca,"),
        ("Radny", "pan", "Szanowny Panie Radny,"),
        ("podsekretarz stanu", "pani", "Szanowna Pani Minister,"),
        ("posłanka na Sejm RP", "pani", "Szanowna Pani Poseł,"),
        ("Poseł", "pan", "Szanowny Panie Pośle,"),
        ("Prezes Rady Ministrów", "pan", "Szanowny Panie Premierze,"),
        ("Wicepremier, Minister Funduszy", "pani", "Szanowna Pani Premier,"),
        ("Marszałek Senatu RP", "pani", "Szanowna Pani Marszałek,"),
        ("Zastępca Prezydenta Łodzi", "pan", "Szanowny Panie Prezydencie,"),
        ("Zastępca Dyrektora Departamentu", "pani", "Szanowna Pani Dyrektor,"),
        ("senator, profesor", "pan", "Szanowny Panie Senatorze,"),
    ],
)
def test_a_salutation_is_proposed(position: str, honorific: str, said: str) -> None:
    found = proposal(USUAL_OFFICES, position, honorific, "pl")
    assert found is not None
    assert found.salutations == (said,)


@pytest.mark.parametrize("position", ["", "Doradca Marszałka", "Asystent ministra", "radnym", "specjalista"])
def test_nothing_is_proposed_where_no_office_is_named(position: str) -> None:
    assert proposal(USUAL_OFFICES, position, "pan", "pl") is None


def test_who_has_said_neither_pani_nor_pan_gets_both_to_choose_from() -> None:
    both = ("Szanowna Pani Radna,", "Szanowny Panie Radny,")
    assert proposal(USUAL_OFFICES, "Radny", "", "pl") == Proposal("radny", both)
    assert proposal(USUAL_OFFICES, "councillor of Lund", "pani", "en") == Proposal("councillor", ("Dear Councillor,",))


def test_an_office_without_a_name_or_salutation_proposes_nothing() -> None:
    bare = Office(1, "–", "", "", "Szanowny Panie,", "Szanowna Pani,", "")
    assert proposal([bare], "– – –", "pan", "pl") is None
    assert proposal([Office(1, "ławnik", "", "", "x", "y", "")], "ławnik", "", "en") is None


def test_the_usual_list_is_whole() -> None:
    assert [one.ordinal for one in USUAL_OFFICES] == list(range(1, len(USUAL_OFFICES) + 1))
    assert len({one.masculine for one in USUAL_OFFICES}) == len(USUAL_OFFICES)
    for one in USUAL_OFFICES:
        assert one.to_man.startswith("Szanowny Panie ")
        assert one.to_woman.startswith("Szanowna Pani ")
        assert one.in_english.startswith("Dear ")
        assert one.english
        assert all(words.endswith(",") for words in (one.to_man, one.to_woman, one.in_english))
    assert RADNY.feminine == "radna"
