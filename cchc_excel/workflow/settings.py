"""The settings in ``cchc.toml``, read and written."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from cchc_excel.domain.agency_submission import ErrorRule
from cchc_excel.domain.mail_address import typed_addresses
from cchc_excel.errors import WorkspaceError
from cchc_excel.mail.security import Security
from cchc_excel.messages import desk as messages
from cchc_excel.messages.register import ADDRESS_FAULTS
from cchc_excel.messages.settings import SETTINGS_FILE
from cchc_excel.reading.workers.limits import MIB, Limits
from cchc_excel.text import outside
from cchc_excel.text.normalize import fold_marks
from cchc_excel.text.typed_file import CURLY_QUOTES, line_named_in, typed_text

_ERROR_RULES: dict[str, ErrorRule] = {
    "bo_so_lieu": "leave_out_figure",
    "bo_bao_cao": "leave_out_return",
    "tinh_tat_ca": "count_all",
}

#: A name or address as the network has it, so long at most (RFC 1035).
_HOST = re.compile(rb"[A-Za-z0-9._:%-]{0,253}")
#: Beginnings of the names of bodies other than provinces and cities, without marks.
_BODY_PREFIXES = (
    *("bo ", "van phong", "uy ban", "ubnd", "ngan hang nha nuoc", "thanh tra", "bao hiem", "tong cuc", "cuc "),
    *("ban ", "trung uong", "vien ", "dai ", "hoc vien", "kiem toan", "toa an", "so ", "hoi dong"),
)


def _server_name(text: str) -> str:
    """The name of a server as the network can look it up; empty for none.

    Raises:
        ValueError: it can be no name.
    """
    text = text.strip()
    try:
        is_name = _HOST.fullmatch(text.encode("idna")) is not None
    except UnicodeError:
        # A part of it is empty or too long.
        is_name = False
    if not is_name:
        raise ValueError(messages.SETTING_SERVER.format(name=outside.quoted(text, 60)))
    return text


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ProvinceSection(_Section):
    ten: str = "tỉnh …"
    pham_vi: str = "toàn tỉnh"
    ma: str = ""


class _DeskSection(_Section):
    ten: str = "Sở Nội vụ"
    lien_he: str = ""


class _PeriodSection(_Section):
    bieu_mau: str = "PL2-B1"
    ngay_han_nop: Annotated[int, Field(ge=1, le=28)] = 17


class _ConsolidationSection(_Section):
    so_lieu_loi: Literal["bo_so_lieu", "bo_bao_cao", "tinh_tat_ca"] = "bo_so_lieu"
    dong_ghi_chu: str = ""


class _LimitSection(_Section):
    dung_luong_mb: Annotated[int, Field(ge=1)] = 50
    bo_nho_mb: Annotated[int, Field(ge=128)] = 512
    so_giay: Annotated[float, Field(gt=0)] = 20
    so_tien_trinh: Annotated[int, Field(ge=0, le=64)] = 0


_ServerName = Annotated[str, AfterValidator(_server_name)]


class OutgoingMailSection(_Section):
    """The server that letters are sent by."""

    may_chu: _ServerName = ""
    cong: Annotated[int, Field(ge=1, le=65535)] = 587
    bao_mat: Security = "starttls"
    tai_khoan: str = ""
    dia_chi: str = ""
    dong_gui: str = ""
    thu_moi_phut: Annotated[float, Field(gt=0)] = 20
    dung_luong_mb: Annotated[float, Field(gt=0)] = 20

    @field_validator("dia_chi", "dong_gui")
    @classmethod
    def _check_addresses(cls, text: str) -> str:
        for typed in typed_addresses(text):
            if typed.fault is not None:
                raise ValueError(messages.SETTING_ADDRESS.format(email=typed.typed, reason=ADDRESS_FAULTS[typed.fault]))
        return text

    @property
    def sender(self) -> str:
        """The address that letters come from; empty for none."""
        return next((typed.address for typed in typed_addresses(self.dia_chi)), "")

    @property
    def copies(self) -> list[str]:
        """The addresses that get a copy of every letter."""
        return [typed.address for typed in typed_addresses(self.dong_gui)]


class IncomingMailSection(_Section):
    """The mailbox that returns are fetched from."""

    may_chu: _ServerName = ""
    cong: Annotated[int, Field(ge=1, le=65535)] = 993
    bao_mat: Security = "tls"
    tai_khoan: str = ""
    thu_muc: str = "INBOX"
    chuyen_den: str = ""


class Settings(_Section):
    """The whole file; the attributes are its keys, in Vietnamese."""

    tinh: _ProvinceSection = _ProvinceSection()
    noi_nhan: _DeskSection = _DeskSection()
    ky_bao_cao: _PeriodSection = _PeriodSection()
    tong_hop: _ConsolidationSection = _ConsolidationSection()
    thu_gui: OutgoingMailSection = OutgoingMailSection()
    thu_nhan: IncomingMailSection = IncomingMailSection()
    gioi_han: _LimitSection = _LimitSection()

    @classmethod
    def read(cls, path: Path) -> Settings:
        """Read the settings of a workspace.

        Raises:
            WorkspaceError: it cannot be opened, is not TOML, has an unknown key, or a value out of bounds.
        """
        text = ""
        try:
            text = typed_text(path.read_bytes())
            return cls.model_validate(tomllib.loads(text))
        except OSError as error:
            raise WorkspaceError(messages.SETTINGS_UNREADABLE.about(path=path)) from error
        except UnicodeDecodeError as error:
            raise WorkspaceError(messages.SETTINGS_FAULTY.about(reason=messages.NOT_UTF8)) from error
        except tomllib.TOMLDecodeError as error:
            reason = _syntax_reason(text, line_named_in(str(error), text))
            raise WorkspaceError(messages.SETTINGS_FAULTY.about(reason=reason)) from error
        except ValidationError as error:
            reasons = "; ".join(_reason(detail) for detail in error.errors())
            raise WorkspaceError(messages.SETTINGS_FAULTY.about(reason=reasons)) from error

    def text(self) -> str:
        """The settings as a file with its comments."""
        values = {f"{part}_{key}": value for part, keys in self.model_dump().items() for key, value in keys.items()}
        # A JSON string is a TOML basic string, and so are its numbers.
        return SETTINGS_FILE.format(**{name: json.dumps(value, ensure_ascii=False) for name, value in values.items()})

    @property
    def error_rule(self) -> ErrorRule:
        """The rule for figures that an error names."""
        return _ERROR_RULES[self.tong_hop.so_lieu_loi]

    @property
    def limits(self) -> Limits:
        """The bounds of reading one returned file: size, memory, time."""
        return Limits(
            file_bytes=self.gioi_han.dung_luong_mb * MIB,
            memory_bytes=self.gioi_han.bo_nho_mb * MIB,
            seconds=self.gioi_han.so_giay,
        )


def _syntax_reason(text: str, line: int) -> str:
    """What is wrong with a line that is no TOML, in words of officials."""
    lines = text.splitlines()
    typed = lines[line - 1] if line <= len(lines) else ""
    if any(quote in typed for quote in CURLY_QUOTES):
        return messages.CURLY_QUOTES.format(line=line)
    return messages.BAD_SYNTAX.format(line=line, text=outside.quoted(typed.strip()))


def _reason(detail: Mapping[str, Any]) -> str:
    """What is wrong with a setting, in our words."""
    key = ".".join(str(step) for step in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return messages.SETTING_UNKNOWN.format(key=key)
    own = str(detail.get("ctx", {}).get("error", "")) if detail["type"] == "value_error" else ""
    return messages.SETTING_BAD.format(key=key) + (f": {own}" if own else "")


def default_scope(name: str) -> str:
    """The scope that goes before a desk's name, from the name's beginning.

    >>> default_scope("TP. Cần Thơ"), default_scope("Sóc Trăng"), default_scope("Bộ Nội vụ")
    ('toàn thành phố', 'toàn tỉnh', 'tổng hợp tại')
    """
    folded_name = fold_marks(name)
    if folded_name.startswith(_BODY_PREFIXES):
        return "tổng hợp tại"
    return "toàn thành phố" if folded_name.startswith(("thanh pho", "tp ", "tp.")) else "toàn tỉnh"


def error_rule_named(name: str) -> ErrorRule | None:
    """The rule with this Vietnamese name; None where there is none."""
    return _ERROR_RULES.get(name.strip().lower())
