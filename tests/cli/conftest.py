"""The command line, run in an empty folder."""

from __future__ import annotations

import pytest

from cchc_excel.cli import main


@pytest.fixture
def cchc(capsys, tmp_path, monkeypatch):
    """Run a command line in an empty folder; its exit code, output and complaints."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return run
