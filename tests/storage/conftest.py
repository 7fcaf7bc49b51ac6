"""Returns of one agency in two versions."""

from __future__ import annotations

from datetime import datetime

import pytest


@pytest.fixture(scope="module")
def two_taken_in(issued_desk, tmp_path_factory):
    """Two returns of one agency, taken in together; not to be changed."""
    desk = issued_desk.copied(tmp_path_factory.mktemp("two") / "desk")
    desk.drop("STC", {"I.1.1": 11}, name="một.xlsx", when=datetime(2021, 3, 10))
    desk.drop("STC", {"I.1.1": 12}, name="hai.xlsx", when=datetime(2021, 3, 11))
    desk.collect()
    return desk


@pytest.fixture
def two(two_taken_in, tmp_path):
    return two_taken_in.copied(tmp_path / "two")
