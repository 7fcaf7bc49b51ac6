"""A form of three indicators and one rule, to be changed word by word."""

from __future__ import annotations

from textwrap import dedent

SMALL = """\
    form: TEST
    version: "1"
    name: Biểu thử
    valid_from: 2021-01-01
    heading: [BIỂU THỬ]
    choices:
      co_khong: {1: Có, 0: Không}
    rows:
      - code: I
        type: section
        label: Mục một
      - code: I.1
        type: count
        label: Số một
        unit: Cái
        total: sum
      - code: I.2
        type: percent
        label: Tỷ lệ
        total: weighted_mean
        weight: I.1
      - code: I.3
        type: coded
        label: Có không
        choices: co_khong
    rules:
      - rule: R1
        expect: I.2 <= I.1
        severity: error
        message: tỷ lệ ({I.2}) lớn hơn ({I.1})
"""


def small(*changes: tuple[str, str]) -> str:
    text = dedent(SMALL)
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return text
