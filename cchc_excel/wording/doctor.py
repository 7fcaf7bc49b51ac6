"""What an examination of the workspace says."""

from __future__ import annotations

from cchc_excel.wording import Sentence

TROUBLES = {
    "damaged": Sentence(
        "Bản lưu {file} đã bị thay đổi hoặc hỏng so với khi nhận.",
        "Đề nghị khôi phục tệp này từ bản sao lưu, hoặc yêu cầu cơ quan gửi lại.",
    ),
    "missing": Sentence(
        "Bản lưu của tệp {name} (kỳ {period}) không còn trong thư mục archive.",
        "Đề nghị khôi phục thư mục archive từ bản sao lưu.",
    ),
    "unrecorded": Sentence(
        "Tệp {name} đã lưu ({file}) nhưng chưa ghi vào sổ theo dõi.",
        "Đề nghị chạy lại cchc collect; nếu vẫn còn thì chạy: cchc doctor --rebuild",
    ),
    "lost": Sentence(
        "Tệp {name} (kỳ {period}) có trong sổ theo dõi cũ nhưng không còn bản lưu nguyên vẹn: sổ mới không có tệp này.",
        "Đề nghị khôi phục thư mục archive từ bản sao lưu rồi chạy lại: cchc doctor --rebuild",
    ),
    "notes": Sentence("Đã ghi lại theo sổ theo dõi ghi chép về {count} tệp trong kho lưu."),
    "leftover": Sentence("Đã dọn tệp ghi dở {file} do lần chạy trước bị ngắt."),
}
#: In place of a line for each of hundreds.
MANY_UNRECORDED = Sentence(
    "{count} tệp đã lưu ({names}, …) nhưng chưa ghi vào sổ theo dõi, thường do lần chạy trước bị ngắt.",
    "Đề nghị chạy lại cchc collect; nếu vẫn còn thì chạy: cchc doctor --rebuild",
)
