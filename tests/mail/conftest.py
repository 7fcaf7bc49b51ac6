"""What mail servers of any kind need."""

from __future__ import annotations

import pytest

from support.mail_servers import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ca"))
