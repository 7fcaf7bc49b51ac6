"""Put an agency's name and stamp into a rendered package, in place of the placeholders.

Only the parts that hold them are rewritten; no spreadsheet library is needed.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from cchc_excel.stamp import Stamp

#: Name → what stands for it in the shared rendering; the characters occur in no wording.
PLACEHOLDERS = {name: f"⟦{name}⟧" for name in ("agency_name", "agency_upper", *Stamp.__dataclass_fields__)}
_PARTS = {"xl/sharedStrings.xml", "docProps/custom.xml"}


def stamp_in(package: bytes, agency_name: str, stamp: Stamp) -> bytes:
    """The package with every placeholder filled.

    Args:
        package: a rendered template (.xlsx).
        agency_name: as on the form.
        stamp: sealed.
    """
    values = {"agency_name": agency_name, "agency_upper": agency_name.upper(), **stamp.as_texts()}
    stamped = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as source, zipfile.ZipFile(stamped, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename in _PARTS:
                text = content.decode("utf-8")
                for name, placeholder in PLACEHOLDERS.items():
                    text = text.replace(placeholder, escape(values[name]))
                content = text.encode("utf-8")
            target.writestr(part, content)
    return stamped.getvalue()
