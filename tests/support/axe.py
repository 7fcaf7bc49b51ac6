"""What axe-core finds wrong with a page for whoever hears it or uses the keyboard alone."""

from __future__ import annotations

import os
from pathlib import Path

from support.required import missing


def serious(tab):
    """Serious and critical violations, each with the places; run past the page's own rules for scripts."""
    folder = os.environ.get("CCHC_NODE_MODULES", "")
    script = Path(folder) / "axe-core" / "axe.min.js"
    if not folder or not script.is_file():
        missing("axe-core")
    session = tab.context.new_cdp_session(tab)
    session.send("Runtime.evaluate", {"expression": script.read_text(encoding="utf-8")})
    told = session.send(
        "Runtime.evaluate",
        {"expression": "axe.run().then(found => found.violations)", "awaitPromise": True, "returnByValue": True},
    )
    return [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in told["result"]["value"]
        if one["impact"] in ("serious", "critical")
    ]
