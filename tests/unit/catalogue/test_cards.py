from __future__ import annotations

import pytest

from catalogue._domain.cards import MOST_IDS, asked_ids
from catalogue._domain.refusals import TooManyIds


def test_an_id_that_comes_twice_is_asked_once_and_the_order_stays() -> None:
    assert asked_ids(["b", "a", "b"]) == ("b", "a")


def test_five_hundred_ids_are_taken_and_one_more_is_refused() -> None:
    assert len(asked_ids(map(str, range(MOST_IDS)))) == MOST_IDS
    with pytest.raises(TooManyIds):
        asked_ids(map(str, range(MOST_IDS + 1)))
