"""Write the pages that say what the code says: commands, findings, file states, records, the reading list's lengths.

Usage: ``python scripts/make_reference.py``; a test says when they are stale.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import typer
from ruamel.yaml import YAML
from typer.main import get_command

from cchc_excel.api import Workspace, collect, consolidate, generate
from cchc_excel.cli.app import app
from cchc_excel.demo.sample import real_answers, sample_agencies
from cchc_excel.domain.submission import dump_entries
from cchc_excel.messages.findings import FINDINGS, SEVERITY_NAMES
from cchc_excel.messages.states import (
    COUNT_IT_AGAIN,
    FILE_OVER_BUDGET,
    KINDS,
    NAMES,
    OF_ANOTHER_PERIOD,
    PACKAGE_OVER_BUDGET,
    REASONS,
    SAVE_ANEW,
    UNREADABLE,
    UNREADABLE_REMEDIES,
)
from cchc_excel.storage.ledger.rows import dump_figures
from cchc_excel.workflow.issue import filled_template
from cchc_excel.workflow.settings import Settings

ROOT = Path(__file__).parents[1]
COMMANDS, GUIDE, RECORDS = (Path("docs") / name for name in ("lenh.md", "huong-dan.md", "data-model.md"))
CONTRIBUTING = Path("CONTRIBUTING.md")
_PERIOD = "2021-Q1"
#: What is code in a Vietnamese sentence: commands, options, files, places.
_CODE = re.compile(
    r"(?<![\w<])(?:"
    r"cchc [a-z]+(?: (?:--?[a-z-]+|\"[^\"]+\"|[A-ZÀ-Ỹ-]{2,}\b))*"
    r"|--[a-z][a-z-]+|[a-z]+/(?:<[^>]+>|…)/|[\w-]+\.(?:toml|xlsx|log|sqlite)\b|tcp://[\w.:]+"
    r"|[a-z]+(?:_[a-z]+)+|\d{4}-(?:Q\d|T\d|6T|9T|NAM)"
    r")"
)


# --- the commands -----------------------------------------------------------------------------------------------------

_COMMANDS_HEAD = """\
# Các lệnh của cchc

Trang này được lập tự động từ chương trình (`scripts/make_reference.py`). Cách làm từng bước:
[huong-dan.md](huong-dan.md).

Lệnh có dạng `cchc LỆNH`, chạy trong thư mục làm việc, hoặc thêm `-w THƯ-MỤC` ngay sau `cchc`. Chữ hoa là chỗ điền nội
dung, ví dụ `KỲ` là `2021-Q1`, `MÃ` là mã cơ quan; phần trong ngoặc vuông không bắt buộc. `cchc LỆNH --help` hiện
hướng dẫn của lệnh ngay trong cửa sổ lệnh.
"""

_EXIT_CODES_HEAD = """\
## Mã kết thúc

Dùng khi chạy lệnh tự động, ví dụ bằng trình lập lịch của máy. Xem mã của lệnh vừa chạy: trên Windows
`echo %ERRORLEVEL%`, trên Linux, macOS `echo $?`.
"""
_EXIT_CODES = (
    ("0", "đã thực hiện xong"),
    (
        "1",
        "đã thực hiện xong nhưng còn việc phải xử lý: có lỗi số liệu (`check`, `consolidate` kèm `--strict`); có thư "
        "chưa gửi được (`send`, `remind`, `feedback --send`) hoặc trong hộp thư chưa lấy được (`collect --mailbox`, "
        "`run`); kho lưu hoặc sổ theo dõi có điểm cần xử lý (`doctor`)",
    ),
    (
        "2",
        "chưa thực hiện xong: câu lệnh chưa đúng, thư mục làm việc có vấn đề, đã dừng bằng Ctrl-C, hoặc lỗi ngoài dự "
        "kiến của chương trình; câu báo nêu lý do và việc cần làm",
    ),
    (
        "3",
        "chương trình không kiểm tra được báo cáo của một số cơ quan (`check`, `consolidate`, `feedback`): các cơ quan "
        "này được nêu tên, số liệu không được tổng hợp; các báo cáo khác vẫn được xử lý; chi tiết trong `cchc.log`",
    ),
)


def commands_page() -> str:
    """The reference of the command line."""
    root = get_command(app)
    context = typer.Context(root, info_name="cchc")
    commands = list(_commands(root, context))
    contents = ((f"[`{path}`](#{path.replace(' ', '-')})", _cell(command.help)) for path, command in commands)
    parts = [
        _COMMANDS_HEAD,
        _table(("lệnh", "dùng để"), contents) + "\n",
        "## Tùy chọn chung\n\nGhi ngay sau `cchc`, trước tên lệnh.\n\n" + _options(root),
        *(_command(path, command) for path, command in commands),
        _EXIT_CODES_HEAD,
        _table(("mã", "nghĩa là"), _EXIT_CODES) + "\n",
    ]
    return "\n".join(parts)


def _commands(group: Any, context: Any) -> Iterator[tuple[str, Any]]:
    """Every command with its path, those of a group in its place."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        inner = typer.Context(command, info_name=name, parent=context)
        if hasattr(command, "commands"):
            yield from _commands(command, inner)
        else:
            yield inner.command_path, command


def _command(path: str, command: Any) -> str:
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    options = [param for param in command.params if param.param_type_name == "option"]
    words = [_in_usage(param) for param in arguments]
    words += [f"{param.opts[0]} {param.metavar}" for param in options if param.required]
    words += ["[TÙY CHỌN]"] if any(not param.required for param in options) else []
    told = [f"## `{path}`", _text(command.help), f"```\n{' '.join([path, *words])}\n```"]
    if arguments:
        told.append(_table(("tham số", "ý nghĩa"), ((f"`{param.metavar}`", _meaning(param)) for param in arguments)))
    return "\n\n".join(told) + "\n" + ("\n" + _options(command) if options else "")


def _options(command: Any) -> str:
    rows = []
    for param in command.params:
        if param.param_type_name == "option":
            value = "" if param.is_flag else f" {param.metavar}"
            rows.append((", ".join(f"`{name}{value}`" for name in param.opts), _meaning(param)))
    return _table(("tùy chọn", "ý nghĩa"), rows) + "\n"


def _in_usage(argument: Any) -> str:
    word = f"{argument.metavar}{' …' if argument.nargs < 0 else ''}"
    return word if argument.required else f"[{word}]"


def _meaning(param: Any) -> str:
    told = [_cell(param.help)]
    if param.required and param.param_type_name == "option":
        told.append("Bắt buộc.")
    if param.nargs < 0:
        told.append("Ghi được nhiều.")
    if param.default and not getattr(param, "is_flag", False) and param.default != Path():
        told.append(f"Mặc định: `{param.default}`.")
    return " ".join(told)


# --- what is said about returns and files ---------------------------------------------------------------------------

_FAMILIES = {
    "SL": "SL: cách ghi số liệu",
    "TH": "TH: số liệu còn thiếu, ghi chú của báo cáo tổng hợp",
    "CT": "CT: cấu trúc và nguồn gốc của tệp",
    "KT": "KT: việc kiểm tra",
}
#: What stands for the facts of a sentence where "…" would say too little.
_WORDS = {
    "file": "TỆP",
    "file_id": "SỐ-TỆP",
    "period": "KỲ",
    "choices": "các câu trả lời trong danh sách",
    "codes": "các mã chỉ tiêu",
    "cells": "các ô",
    "state_name": "tình trạng của tệp đó",
    "hint": "",
    "remedy": "",
}


def findings_table() -> str:
    """Every finding of the catalogue, family by family."""
    families: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for code, told in FINDINGS.items():
        texts = (code, SEVERITY_NAMES[told.severity], _sentence(told.message), _sentence(told.remedy))
        families[code[:2]].append(texts)
    head = ("mã", "mức độ", "nội dung", "đề nghị")
    return "\n\n".join(f"**{_FAMILIES[family]}**\n\n{_table(head, rows)}" for family, rows in families.items())


def states_table() -> str:
    """Every state in which a received file ends; where a state has several reasons, a row for each remedy."""
    rows = ((name, reason, remedy) for state, name in NAMES.items() for reason, remedy in _reasons(state))
    return _table(("tình trạng", "lý do", "việc cần làm"), rows)


def _reasons(state: str) -> Iterator[tuple[str, str]]:
    reason, remedy = _sentence(REASONS[state].text), _sentence(REASONS[state].remedy)
    match state:
        case "duplicate":
            yield reason, _sentence(COUNT_IT_AGAIN, agency="MÃ-CƠ-QUAN")
            another, advice = OF_ANOTHER_PERIOD.split(". ")
            yield _sentence(f"{another}.", period="…"), _sentence(advice, period="…")
        case "unreadable":
            remedies: dict[str, list[str]] = defaultdict(list)
            for why, told in UNREADABLE.items():
                remedies[UNREADABLE_REMEDIES.get(why, SAVE_ANEW)].append(_sentence(told))
            for advice, reasons in remedies.items():
                yield "<br>".join(reasons), _sentence(advice)
        case "over_budget":
            for sentence in (PACKAGE_OVER_BUDGET, FILE_OVER_BUDGET):
                yield _sentence(sentence.text), _sentence(sentence.remedy)
        case "not_a_workbook":
            kinds: dict[str, list[str]] = defaultdict(list)
            for kind, advice in KINDS.values():
                kinds[advice].append(kind)
            for advice, names in kinds.items():
                yield _sentence(REASONS[state].text, kind=", ".join(names)), _sentence(advice)
        case _:
            yield reason, remedy


def _sentence(text: str, **words: str) -> str:
    """A sentence of the program with something to read in place of each fact."""
    told = text.format_map(defaultdict(lambda: "…", {**_WORDS, **words}))
    return _cell(told[:1].upper() + told[1:])


# --- the records ------------------------------------------------------------------------------------------------------

_SHOWN_COUNT, _SHOWN_PERCENT, _SHOWN_RULE = "IV.1.3", "III.6.3", "R402"
#: What differs from run to run, or with the library that packs a workbook.
_UNSTEADY = frozenset({"sha256", "size", "taken"})
_WIDTH = 116


def records_page(folder: Path) -> str:
    """The records of one agency's return on its way from the form to the provincial figure."""
    shown = {name: f"```json\n{as_json(record)}\n```\n" for name, record in _records(folder).items()}
    page = re.compile(r"(<!-- example: (\w+) -->\n)```json\n.*?\n```\n", re.DOTALL)
    return page.sub(lambda found: found[1] + shown[found[2]], (ROOT / RECORDS).read_text(encoding="utf-8"))


def _records(folder: Path) -> Mapping[str, Any]:
    workspace = _workspace(folder)
    collect(workspace, _PERIOD)
    province = consolidate(workspace, _PERIOD).province
    with workspace.ledger() as ledger:
        (returned,) = ledger.accepted(_PERIOD)
    notes = [json.loads(path.read_text("utf-8")) for path in (folder / "archive" / "notes").glob("*.json")]
    metadata = max((entry for note in notes for entry in note.values()), key=lambda entry: entry.get("written", 0))
    answers = {answer.code: answer for answer in returned.answers}
    both = [answers[code] for code in (_SHOWN_COUNT, _SHOWN_PERCENT)]
    definition = YAML(typ="safe").load(
        (resources.files("cchc_excel.forms") / "definitions" / "pl2-b1-2021.1.yaml").read_text(encoding="utf-8")
    )
    rows = {row["code"]: row for row in definition["rows"]}
    return {
        "rows": [rows[code] for code in (_SHOWN_COUNT, _SHOWN_PERCENT)],
        "rule": next(rule for rule in definition["rules"] if rule["rule"] == _SHOWN_RULE),
        "metadata": {"…": metadata},
        "receipt": returned.receipt,
        "raw": both[0].entry.raw,
        "entries": [answer.entry for answer in both],
        "said": json.loads(dump_entries(answer.entry for answer in both)),
        "answers": [{**plain(answer), "entry": f"{answer.code}: as above"} for answer in both],
        "understood": json.loads(dump_figures(both)),
        "finding": next(finding for finding in returned.findings if finding.code == _SHOWN_RULE),
        "cell": {**plain(province.cells["STC", _SHOWN_COUNT]), "answer": f"{_SHOWN_COUNT}: as above"},
        "totals": [province.totals[code] for code in (_SHOWN_COUNT, _SHOWN_PERCENT)],
    }


def _workspace(folder: Path) -> Workspace:
    """A desk with one agency, which has returned what Sở Tài chính returned for Quý I/2021."""
    settings = Settings.model_validate({"tinh": {"ten": "tỉnh Sóc Trăng"}, "noi_nhan": {"ten": "Sở Nội vụ"}})
    agencies = tuple(agency for agency in sample_agencies("PL2-B1") if agency.code == "STC")
    day = date(2021, 3, 1)
    workspace = Workspace.create(folder, settings, agencies, key=b"a key for examples, not secret..", today=day)
    generate(workspace, _PERIOD, today=day)
    content = filled_template(
        workspace, _PERIOD, agencies[0], real_answers(workspace.catalogue.version("PL2-B1/2021.1"))
    )
    path = workspace.folder("returned", _PERIOD) / "Bao cao STC quy I.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    moment = datetime(2021, 3, 10, 9, 0).timestamp()
    os.utime(path, (moment, moment))
    return workspace


def plain(value: Any) -> Any:
    """A record as JSON has it, by the names of its fields."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if hasattr(value, "_asdict"):
        return {name: plain(part) for name, part in value._asdict().items()}
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def as_json(value: Any, indent: str = "") -> str:
    """JSON with as much on a line as fits."""
    value = _steady(plain(value))
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(value, (dict, list)):
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(name, ensure_ascii=False)}: {as_json(part, inner)}" for name, part in value.items()]
    else:
        parts = [as_json(part, inner) for part in value]
    lines = [parts[0]]
    for part in parts[1:]:
        is_room = isinstance(value, dict) and len(f"{inner}{lines[-1]}, {part},") <= _WIDTH
        lines[-1:] = [f"{lines[-1]}, {part}"] if is_room else [f"{lines[-1]},", part]
    first, last = "{}" if isinstance(value, dict) else "[]"
    return "\n".join([first, *(inner + line for line in lines), indent + last])


def _steady(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: "…" if name in _UNSTEADY else _steady(part) for name, part in value.items()}


# --- into the pages ---------------------------------------------------------------------------------------------------


def reading_list(text: str) -> str:
    """The reading list with the lines that each file has today, and their sum."""
    line = re.compile(r"^(\| \d+ \| `(\S+)` \|) [\d,]+ \|", re.MULTILINE)
    lengths = {path: _length(ROOT / "cchc_excel" / path) for _, path in line.findall(text)}
    text = line.sub(lambda found: f"{found[1]} {lengths[found[2]]} |", text)
    return re.sub(r"[\d,]+(?= lines of code, in this order)", f"{sum(lengths.values()):,}", text)


def _length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def between(text: str, name: str, content: str) -> str:
    """A page with what stands between the two marks of a name made anew.

    Raises:
        ValueError: it has no such marks.
    """
    begin, end = f"<!-- {name}: made by scripts/make_reference.py -->", f"<!-- end of {name} -->"
    before, found, rest = text.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found and found_end):
        raise ValueError(name)
    return f"{before}{begin}\n\n{content}\n\n{end}{after}"


def _table(head: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *lines])


def _text(text: str) -> str:
    return _CODE.sub(r"`\g<0>`", text)


def _cell(text: str) -> str:
    return _text(" ".join(text.split())).replace("|", "\\|")


def make(folder: Path) -> dict[Path, str]:
    """Every page by where it stands in the repository; a folder for the example workspace."""
    guide = (ROOT / GUIDE).read_text(encoding="utf-8")
    guide = between(between(guide, "file states", states_table()), "finding codes", findings_table())
    return {
        COMMANDS: commands_page(),
        GUIDE: guide,
        RECORDS: records_page(folder),
        CONTRIBUTING: reading_list((ROOT / CONTRIBUTING).read_text(encoding="utf-8")),
    }


def main() -> None:
    """Put the pages into the repository."""
    with tempfile.TemporaryDirectory() as folder:
        for target, text in make(Path(folder) / "desk").items():
            (ROOT / target).write_text(text, encoding="utf-8", newline="\n")
            print(target)


if __name__ == "__main__":
    main()
