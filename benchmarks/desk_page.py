"""How long the desk's page takes to answer, first after something has changed and then again.

Usage: ``python benchmarks/desk_page.py [AGENCIES …]``; 200 and 3,500 unless said otherwise. All agencies but three have
returned and were checked. Each page is asked for over its own connection, as a browser does.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from http.client import HTTPConnection
from pathlib import Path

from measure import best, once, table
from returns import deliver, workspace_of

_HELD_BACK = 3
_PAGES = {"home": "/", "agencies": "/co-quan", "agencies, all": "/co-quan?het=1", "receiving": "/tiep-nhan"}


class _Page:
    """The page of a workspace, and a browser that is let in."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-m", "cchc_excel", "-w", str(root), "desk", "--no-open"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
        said = self.process.stdout.readline() if self.process.stdout else ""
        port, ticket = re.findall(r":(\d+)/open\?t=(\S+)", said)[0]
        self._port = int(port)
        self._cookie = self.ask(f"/open?t={ticket}", "").partition(";")[0]

    def ask(self, path: str, cookie: str | None = None) -> str:
        """The cookie that an answer sets."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=120)
        connection.request("GET", path, headers={"Cookie": self._cookie if cookie is None else cookie})
        answer = connection.getresponse()
        answer.read()
        return answer.headers["set-cookie"] or ""


def main() -> None:
    """Print what each page takes, for each number of agencies."""
    rows = []
    for count in [int(one) for one in sys.argv[1:]] or [200, 3_500]:
        with tempfile.TemporaryDirectory() as folder:
            workspace = workspace_of(Path(folder) / "desk", count)
            held_back = deliver(workspace)[-_HELD_BACK:]
            for path in held_back:
                path.unlink()
            for command in ("collect", "check"):
                run = [sys.executable, "-m", "cchc_excel", "-w", str(workspace.root), command]
                subprocess.run(run, capture_output=True, check=False)
            page = _Page(workspace.root)
            try:
                for name, address in _PAGES.items():
                    (workspace.folder("returned", "2021-Q1") / f"{name}.txt").write_text(name, encoding="utf-8")
                    first = once(lambda: page.ask(address))  # noqa: B023
                    again = best(lambda: page.ask(address))  # noqa: B023
                    rows.append((f"{count:,}", name, f"{first * 1000:.0f} ms", f"{again * 1000:.0f} ms"))
            finally:
                page.process.kill()
    table("The desk's page", ("agencies", "page", "after a change", "again"), rows)


if __name__ == "__main__":
    main()
