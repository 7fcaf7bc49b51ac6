"""What the pages say to do is never a command to be typed, for every state of a file and every error."""

from __future__ import annotations

from datetime import datetime

import pytest

from cchc_excel.desk.words import error_words, file_words
from cchc_excel.domain.receipt import Receipt
from cchc_excel.errors import RequestError
from cchc_excel.messages import Sentence, desk, states
from cchc_excel.messages import page as messages
from support.sentences import about

COMMANDS = ("cchc ", " --", " -k ", "chạy lại lệnh")
ERRORS = {name: one for name, one in vars(desk).items() if isinstance(one, Sentence)}
#: What stands in place of ``{remedy}`` where a state has several.
REMEDIES = {
    "compared": [states.ASK_ABOUT_COPY, states.LOOK_AT_COPY],
    "unreadable": [*states.UNREADABLE_REMEDIES.values(), states.SAVE_ANEW],
    "over_budget": [states.PACKAGE_OVER_BUDGET.remedy, states.FILE_OVER_BUDGET.remedy],
}


def has_command(text):
    return any(command in f" {text}" for command in COMMANDS)


@pytest.mark.parametrize(
    ("state", "remedy"),
    [(state, remedy) for state in sorted(states.NAMES) for remedy in REMEDIES.get(state, [""])],
)
def test_what_to_do_about_a_file_is_no_command_and_leads_somewhere(state, remedy):
    facts = about(states.REASONS[state]) | {"remedy": remedy.format(**about(Sentence(remedy)))}
    receipt = Receipt("0" * 64, "a.xlsx", 1, datetime(2021, 3, 10), "2021-Q1", state, facts, "STC")
    words = file_words(receipt, 129)
    assert words.state
    assert not has_command(words.remedy)
    # What is said on that very page is no reason to look there.
    assert words.remedy != messages.LOOK_ON_PAGE
    assert words.remedy or not remedy


def test_a_file_is_taken_in_again_by_the_button():
    facts = {"reason": "x", "remedy": states.UNREADABLE_REMEDIES["changing"]}
    receipt = Receipt("0" * 64, "a.xlsx", 1, datetime(2021, 3, 10), "2021-Q1", "unreadable", facts)
    assert file_words(receipt, 129).remedy == "Đề nghị chờ chép xong tệp rồi bấm Cập nhật."


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_what_to_do_after_an_error_is_no_command(name):
    sentence = ERRORS[name]
    message, remedy = error_words(RequestError(sentence.about(**about(sentence))))
    assert message
    assert not has_command(remedy)
    assert bool(remedy) == bool(sentence.remedy)


@pytest.mark.parametrize(
    ("remedy", "is_kept"),
    [
        ("Đề nghị ghi ngày từ 17/03/2021 trở đi.", True),
        ("Đề nghị gửi lại tệp - bản đã sửa - cho cơ quan.", True),
        ("Đề nghị mở thư mục cchc-2021.", True),
        ("Đề nghị chạy: cchc generate 2021-Q1", False),
        ("Nếu đúng là ngày này, đề nghị chạy lại lệnh với --yes.", False),
        ("Đề nghị ghi rõ kỳ, ví dụ: -k 2021-Q1", False),
    ],
)
def test_only_what_is_typed_is_left_out(remedy, is_kept):
    assert error_words(RequestError(("Lỗi.", remedy)))[1] == (remedy if is_kept else messages.PAGE_REMEDY)
