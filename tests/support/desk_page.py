"""A running desk's page, and a browser's requests to it byte by byte."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from support.required import missing

CHROMIUM = "/usr/bin/chromium"
#: Without these it asks for hosts on the internet.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    text: str


class RunningPage:
    """``cchc desk`` of a workspace, in a process of its own."""

    def __init__(self, root):
        self.root = root
        command = [sys.executable, "-m", "cchc_excel", "-w", str(root), "desk", "--no-open"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        self.said = self.process.stdout.readline()
        self.address = re.search(r"http://\S+", self.said).group()
        self.port = urlsplit(self.address).port
        self.host = f"127.0.0.1:{self.port}"
        self.cookie = self.token = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def come_in(self):
        """As the browser does with the address that it is opened with."""
        reply = self.ask("GET", self.address.partition(self.host)[2])
        self.cookie = reply.headers["set-cookie"].partition(";")[0]
        self.token = re.search(r'data-token="([^"]+)"', self.ask("GET", "/").text)[1]
        return self

    def ask(self, method, path, body=None, **headers):
        """One request; headers given as None are left out."""
        told = {"Host": self.host, "Cookie": self.cookie or None} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in told.items():
                for one in value if isinstance(value, list) else [value]:
                    if one is not None:
                        connection.putheader(name, one)
            if body is not None and "Content-Length" not in told and "Transfer-Encoding" not in told:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, names, answer.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, **fields):
        """A form of a page of ours, with its token."""
        body = urlencode({"token": self.token} | fields).encode()
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")

    def upload(self, name, content, **fields):
        """A file from the receiving page."""
        boundary = "----grenze"
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in ({"token": self.token, "ten": name} | fields).items()
        ]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="tep"; filename="tep"\r\n\r\n'.encode()
        body = b"".join(parts) + head + content + f"\r\n--{boundary}--\r\n".encode()
        return self.ask("POST", "/tiep-nhan/tep", body, Content_Type=f"multipart/form-data; boundary={boundary}")


def chromium():
    """Debian's Chromium by Playwright; a test that has none is skipped."""
    if not Path(CHROMIUM).exists():
        missing("Chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only these tests need it

    return sync_playwright()
