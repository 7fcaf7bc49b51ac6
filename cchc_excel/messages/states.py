"""The named states in which received files end: each with its name, its reason and its remedy.

`validation.acceptance` and `workflow` decide the state; the lists, the ledger and the JSON of the commands name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cchc_excel.messages import Sentence

#: The state in which a received file ends, as the ledger keeps it.
FileState = Literal[
    "accepted",  # the agency's return that counts
    "superseded",  # a return of an agency of which another one counts
    "duplicate",  # the same content under another name, or again
    "known",  # still lies where an earlier run took it in
    "wrong_period",  # a template of another period
    "wrong_form",  # a template of another form or version
    "unknown_agency",  # an agency that the register does not expect in the period
    "bad_seal",  # a stamp that this workspace did not write
    "not_issued",  # a genuine stamp of an agency that was issued no template in the period
    "no_stamp",  # neither a stamp nor a table of the form
    "no_table",  # a stamp, and no table that can be read
    "several_agencies",  # tables of several agencies, not taken apart
    "split",  # tables of several agencies: each is a file of its own, with its own state
    "unassigned",  # a table of the form without a stamp: the operator has to say whose it is
    "compared",  # a PDF of an agency whose workbook counts: it was compared with that
    "in_doubt",  # a genuine stamp, and the heading names another agency
    "unpacked",  # a zip: each file in it has its own state
    "packed",  # a zip or a message in more zips or messages than are opened
    "opened_mail",  # a message: each attached file has its own state
    "partly_opened",  # a message of which a part could not be opened; what could has its own state
    "no_files",  # a message without an attached file
    "auto_reply",  # a message that a machine sent in answer
    "bounce",  # a mail server says that a letter was not delivered
    "encrypted",  # asks for a password that we do not have
    "not_a_workbook",  # a file of another kind, such as PDF or a photograph
    "unreadable",  # for one of the reasons in UNREADABLE
    "failed",  # the program itself failed over the file; the next run reads it again
    "over_budget",  # of a package with more in it than one arrival may bring; or a file in such a package, not read
    "link",  # a link, junction or shortcut in the drop folder: it may lead anywhere, and is not followed
    "ignored",  # temporary files and the system's own
]

#: Why a file is ``unreadable``.
UnreadableReason = Literal[
    "empty",
    "damaged",
    "too_large",
    "too_slow",
    "crashed",
    "unsafe",
    "zip_password",
    "changing",
    "no_access",
    "no_folder",
]

#: What the lists call each state.
NAMES: Mapping[FileState, str] = {
    "accepted": "Đã tiếp nhận",
    "superseded": "Bị thay thế",
    "duplicate": "Trùng tệp",
    "known": "Đã nhận trước",
    "wrong_period": "Sai kỳ báo cáo",
    "wrong_form": "Sai biểu mẫu",
    "unknown_agency": "Không rõ cơ quan",
    "bad_seal": "Sai con dấu biểu mẫu",
    "not_issued": "Chưa phát hành",
    "no_stamp": "Không nhận diện được",
    "no_table": "Không có bảng số liệu",
    "several_agencies": "Nhiều cơ quan trong một tệp",
    "split": "Đã tách theo cơ quan",
    "unassigned": "Chờ xác định cơ quan",
    "compared": "Đã đối chiếu bản PDF",
    "in_doubt": "Chờ xác minh cơ quan",
    "unpacked": "Đã mở tệp nén",
    "packed": "Tệp nén trong tệp nén",
    "opened_mail": "Đã mở thư",
    "partly_opened": "Thư có phần chưa mở",
    "no_files": "Thư không có tệp",
    "auto_reply": "Thư trả lời tự động",
    "bounce": "Thư báo không gửi được",
    "encrypted": "Có mật khẩu",
    "not_a_workbook": "Không phải tệp Excel",
    "unreadable": "Không đọc được",
    "failed": "Không xử lý được",
    "over_budget": "Gói tệp quá lớn",
    "link": "Lối tắt",
    "ignored": "Bỏ qua",
}

#: Whose a file without a stamp may be; each after the other, behind the state's sentence.
HINT = ", tiêu đề ghi “{heading}” (có thể là {code})"
HINT_NAME = ", tên tệp nêu {code}"
HINT_PLACE = ", thư mục hoặc tệp nén nêu {code}"
HINT_MAIL = ", thư nêu {code} (tên người gửi hoặc tiêu đề)"
HINT_THREAD = ", gửi trả lời thư của bộ phận tổng hợp cho {code}"
HINT_SENDER = ", địa chỉ gửi {address} là của {code} (địa chỉ gửi có thể bị giả mạo)"
HINT_STRANGER = ", địa chỉ gửi {address} không phải của riêng cơ quan nào trong danh mục"
#: What names another agency than the stamp of a file does.
BY_HEADING = "tiêu đề ghi “{heading}” ({code})"
BY_NAME = "tên tệp nêu {code}"
BY_PLACE = "thư mục hoặc tệp nén nêu {code}"
BY_SENDER = "gửi từ địa chỉ {address} của {code}"
BY_LETTER_WITHIN = "thư được chuyển tiếp gửi từ địa chỉ của {code}"
BY_MAIL = "thư ghi “{named}” ({code})"
AND = ", "
MORE = ", …"
#: Whose a message is.
SENT_BY = " của {sender}"
#: Of a message without files.
ONLY_LINKS = ", chỉ có liên kết ({count})"
OPEN_LINKS = "Đề nghị mở thư, tải tệp từ liên kết của cơ quan rồi chép vào thư mục nhận."
#: Of a bounce that names no letter of ours by a Message-ID with our seal.
BOUNCE_UNVERIFIED = " (chưa xác minh: thư báo không có dấu nhận diện của thư gửi từ đây)"

#: That somebody typed a password for a file, and it was another one.
TRIED_IN_VAIN = "; mật khẩu vừa nhập không mở được tệp"
#: What came of comparing a PDF with the workbook of its agency that counts.
COPY_AGREES = "khớp bản Excel đang được tính ({file}): {count} số liệu"
COPY_DIFFERS = "khác bản Excel đang được tính ({file}) ở {count} ô: {cells}"
COPY_CELL = "{cell} (Excel {workbook}, PDF {copy})"
COPY_UNREAD = "; {count} số liệu của bản Excel chưa đối chiếu được vì không đọc được ở bản PDF ({cells})"
COPY_UNREAD_SHORT = "; {count} số liệu khác của bản Excel không đọc được ở bản PDF"
COPY_BLANK = "để trống"
LOOK_AT_COPY = "Đề nghị đối chiếu các ô này với bản PDF bằng mắt."
COPY_MORE = "… và {count} ô khác"
ASK_ABOUT_COPY = (
    "Đề nghị cơ quan xác nhận bản nào đúng; bản Excel vẫn được tính. Nếu bản PDF đúng và tính thay bản Excel, chạy: "
    "cchc assign {file_id} --agency {agency} -k {period} --replace"
)
#: A package with more in it than one arrival may bring, and a file of one that there was no time left for.
PACKAGE_OVER_BUDGET = Sentence(
    "Gói tệp có quá nhiều nội dung (một gói không quá {files} tệp, {size}, {seconds} giây đọc). Đã nhận {count} tệp; "
    "chưa nhận: {unopened}.",
    "Đề nghị giải nén gói (hoặc lưu tệp đính kèm), chép riêng các tệp chưa nhận vào thư mục nhận, rồi chạy lại cchc "
    "collect.",
)
FILE_OVER_BUDGET = Sentence(
    "Gói chứa tệp này có quá nhiều nội dung (một gói không quá {files} tệp, {size}, {seconds} giây đọc); tệp này chưa "
    "được đọc.",
    "Đề nghị giải nén gói (hoặc lưu tệp đính kèm), chép riêng tệp này vào thư mục nhận, rồi chạy lại cchc collect.",
)
#: The remedy for a file that was taken in for another period.
OF_ANOTHER_PERIOD = (
    "Tệp đã được tiếp nhận trong kỳ {known}, không phải báo cáo kỳ {period}. Đề nghị cơ quan dùng biểu mẫu kỳ {period}."
)
#: The same, where no stamp of that period says so but the operator's decision does.
DECIDED_FOR_ANOTHER_PERIOD = (
    "Tệp đã được xác định là báo cáo kỳ {known} theo quyết định của bộ phận tổng hợp. Nếu tệp là báo cáo kỳ {period}, "
    "đề nghị chuyển sang kỳ này: cchc assign {file_id} --agency {agency} -k {period}"
)
#: The remedy for a file that came again after a later one of its agency.
COUNT_IT_AGAIN = "Nếu muốn tính tệp này thay bản nộp sau, chạy: cchc assign {file_id} --agency {agency} -k {period}"

#: Behind the reason of a document without a table, and in place of its remedy: it has other files in it.
FILES_INSIDE = Sentence(
    "Trong tệp có tệp khác chưa được mở: {inside}.",
    "Đề nghị mở tệp này, lưu riêng từng tệp bên trong rồi chép vào thư mục nhận.",
)

#: Why a file is in each state, and what to do about it.
REASONS: Mapping[FileState, Sentence] = {
    "accepted": Sentence("Lần nộp {number}, đã điền {given}/{total} chỉ tiêu."),
    "superseded": Sentence("Lần nộp {number}; bản nộp khác đang được tính."),
    "duplicate": Sentence("Nội dung giống hệt tệp {name} đã nhận ({state_name}).", "{remedy}"),
    "known": Sentence("Tệp đã nhận ({state_name})."),
    "wrong_period": Sentence(
        "Tệp là biểu mẫu kỳ {found}, đang thu kỳ {expected}.",
        "Đề nghị cơ quan dùng biểu mẫu kỳ {expected}; nếu là báo cáo của kỳ {found} thì chuyển vào returned/{found}/.",
    ),
    "wrong_form": Sentence(
        "Tệp là biểu mẫu {found}, kỳ này dùng {expected}.", "Đề nghị cơ quan dùng đúng biểu mẫu đã phát hành."
    ),
    "unknown_agency": Sentence(
        "Mã cơ quan “{agency}” không có trong danh mục của kỳ này.",
        "Đề nghị bổ sung cơ quan vào co-quan.xlsx hoặc kiểm tra lại tệp, rồi chạy lại cchc collect.",
    ),
    "bad_seal": Sentence(
        "Con dấu nhận diện không đúng (tệp ghi cơ quan “{agency}”).",
        "Đề nghị gửi lại biểu mẫu của chính cơ quan này để điền và nộp lại; nếu đã xác minh được tệp là báo cáo của cơ "
        "quan nào (như báo cáo cấp dưới tự lập) thì chạy: cchc assign {file_id} --agency MÃ-CƠ-QUAN -k {period}",
    ),
    "not_issued": Sentence(
        "Biểu mẫu của cơ quan {agency} trong kỳ này chưa được phát hành từ thư mục làm việc này.",
        "Đề nghị chạy cchc generate, hoặc khôi phục sổ theo dõi cchc.sqlite.",
    ),
    "no_stamp": Sentence(
        "Tệp không có thông tin nhận diện và không có bảng số liệu của biểu mẫu.",
        "Đề nghị cơ quan điền vào biểu mẫu đã phát hành rồi gửi lại.",
    ),
    "no_table": Sentence(
        "Tệp là biểu mẫu của cơ quan {agency} nhưng không còn bảng số liệu đọc được.",
        "Đề nghị gửi lại biểu mẫu cho cơ quan để điền và nộp lại.",
    ),
    "several_agencies": Sentence(
        "Tệp có bảng số liệu của nhiều cơ quan ({sheets}), chưa bảng nào được tính.",
        'Đề nghị xác định từng bảng: cchc assign {file_id} --sheet "TÊN-SHEET" --agency MÃ-CƠ-QUAN -k {period}',
    ),
    "split": Sentence("Tệp có bảng số liệu của nhiều cơ quan ({sheets}), đã xử lý từng bảng như một tệp riêng."),
    "unassigned": Sentence(
        "Tệp có {given} số liệu theo biểu mẫu nhưng không còn thông tin nhận diện cơ quan{hint}.",
        "Đề nghị xác minh rồi chạy: cchc assign {file_id} --agency MÃ-CƠ-QUAN -k {period}",
    ),
    "compared": Sentence("Bản PDF của cơ quan {agency} {outcome}.", "{remedy}"),
    "in_doubt": Sentence(
        "Tệp mang con dấu của cơ quan {agency} nhưng {grounds}.",
        "Đề nghị xác minh tệp của cơ quan nào rồi chạy: cchc assign {file_id} --agency MÃ-CƠ-QUAN -k {period}",
    ),
    "unpacked": Sentence("Tệp nén có {count} tệp, đã xử lý từng tệp."),
    "opened_mail": Sentence("Thư có {count} tệp đính kèm, đã xử lý từng tệp."),
    "partly_opened": Sentence(
        "Thư{sender} có phần không mở được: {unopened}. Đã xử lý {count} tệp khác.",
        "Đề nghị mở thư bằng chương trình thư, lưu phần đó thành tệp rồi chép vào thư mục nhận.",
    ),
    "no_files": Sentence("Thư{sender} không có tệp đính kèm{links}.", "{remedy}"),
    "auto_reply": Sentence("Thư trả lời tự động, không có báo cáo."),
    "bounce": Sentence(
        "Máy chủ thư báo không gửi được đến {failed}{bounced}.",
        "Đề nghị sửa địa chỉ trong co-quan.xlsx rồi chạy lại lệnh gửi.",
    ),
    "packed": Sentence("Tệp nén nằm trong tệp nén khác.", "Đề nghị giải nén rồi chép các tệp vào thư mục nhận."),
    "encrypted": Sentence(
        "Tệp được bảo vệ bằng mật khẩu{tried}.",
        "Đề nghị cơ quan bỏ mật khẩu mở tệp rồi gửi lại; nếu biết mật khẩu thì chạy: cchc collect --password",
    ),
    "not_a_workbook": Sentence("Đây là {kind}.", "{remedy}"),
    "unreadable": Sentence("{reason}", "{remedy}"),
    "failed": Sentence(
        "Chương trình gặp lỗi khi xử lý tệp này; tệp không bị mất.",
        "Đề nghị gửi tệp này cùng tệp cchc.log trong thư mục làm việc cho người hỗ trợ.",
    ),
    "over_budget": Sentence("{reason}", "{remedy}"),
    "link": Sentence(
        "Đây là lối tắt (liên kết) dẫn đến nơi khác, không được mở theo.",
        "Đề nghị chép chính tệp hoặc thư mục đó vào thư mục nhận.",
    ),
    "ignored": Sentence("Tệp tạm hoặc tệp hệ thống, không phải báo cáo."),
}


#: Facts that receipts of earlier versions do not have.
_FACTS_SINCE = dict.fromkeys(("tried", "bounced", "sender", "links", "remedy"), "")


def reason_of(state: FileState, file_id: str, period: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """Why a file is in a state, and the remedy; commands in it can be pasted as they are.

    Args:
        file_id: its number, by which commands name it: what stands in a name of outside is never pasted.
        period: key of the period that it was collected for; a command without one means the latest.
        facts: for the placeholders of the state's sentence.
    """
    if state == "unreadable":
        facts = {"remedy": SAVE_ANEW, **facts}
    told = {"file_id": file_id, "period": period, **_FACTS_SINCE, **facts}
    if state == "in_doubt" and "heading" in facts:  # as earlier versions recorded it
        told["grounds"] = BY_HEADING.format(heading=facts["heading"], code=facts["other"])
    reason, remedy = REASONS[state].about(**told)
    if "inside" in facts:
        inside, remedy = FILES_INSIDE.about(inside=facts["inside"])
        reason = f"{reason} {inside}"
    return reason, remedy


#: The reason of a file that is ``unreadable``, as a sentence.
UNREADABLE: Mapping[UnreadableReason, str] = {
    "empty": "Tệp rỗng (0 byte).",
    "damaged": "Tệp bị hỏng hoặc không đúng định dạng.",
    "too_large": "Tệp vượt giới hạn cho phép ({limit}).",
    "too_slow": "Đọc tệp quá {seconds} giây, đã dừng.",
    "crashed": "Tệp làm chương trình đọc bị dừng đột ngột.",
    "unsafe": "Tệp có cấu trúc bất thường, không an toàn để mở.",
    "zip_password": "Tệp nén có mật khẩu.",
    "changing": "Tệp đang được chép hoặc đang thay đổi.",
    "no_access": "Không mở được tệp (đang được chương trình khác sử dụng hoặc không có quyền đọc).",
    "no_folder": "Không đọc được thư mục này (không có quyền đọc).",
}
#: The remedy of a file that is ``unreadable``, where its reason has none of its own.
SAVE_ANEW = "Đề nghị cơ quan mở tệp bằng Excel, lưu lại dạng .xlsx rồi gửi lại."
UNREADABLE_REMEDIES: Mapping[UnreadableReason, str] = {
    "changing": "Đề nghị chờ chép xong tệp rồi chạy lại cchc collect.",
    "no_access": "Đề nghị đóng tệp nếu đang mở, kiểm tra quyền đọc của tệp, rồi chạy lại cchc collect.",
    "no_folder": "Đề nghị cấp quyền đọc thư mục này rồi chạy lại cchc collect.",
}

#: What a file is called whose table is read though it is no workbook, by its `file_type.Kind`.
DOCUMENT_NAMES = {
    "html": "trang web",
    "delimited": "tệp văn bản (.csv)",
    "pdf": "tệp PDF",
    "odt": "tệp văn bản OpenDocument (.odt)",
}

#: Where a workbook stands that is an object in a document, and any file in one.
IN_WORD = "chèn trong tệp Word"
IN_FILE = "chèn trong tệp"

_ASK_WORKBOOK = "Đề nghị cơ quan mở báo cáo bằng Excel, chọn Lưu thành (Save As) .xlsx rồi gửi tệp đó."
#: What a file that is no workbook is called, and the remedy, by its `file_type.Kind`.
KINDS = {
    "pdf": ("tệp PDF không đọc được bảng số liệu (bản quét, bản chụp)", "Tệp chỉ để lưu hồ sơ. " + _ASK_WORKBOOK),
    "doc": (
        "tệp Word đời cũ (.doc, .rtf, .xml)",
        "Đề nghị mở bằng Word, chọn Lưu thành .docx rồi gửi lại; tốt nhất là gửi biểu mẫu dạng tệp Excel (.xlsx).",
    ),
    "image": ("tệp ảnh", "Tệp chỉ để lưu hồ sơ. " + _ASK_WORKBOOK),
    "rar": ("tệp nén loại không mở được", "Đề nghị giải nén rồi chép các tệp bên trong vào thư mục nhận."),
    "unknown": ("tệp không rõ loại", _ASK_WORKBOOK),
}
