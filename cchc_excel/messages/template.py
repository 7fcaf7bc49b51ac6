"""The texts of a template: headings, prompts, stop messages, live check, findings and guide.

Prompt, stop message and live check of a row are made from the same phrase, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHEET = "Bảng 1"
GUIDE_SHEET = "Hướng dẫn"
HEADER_TOP = ("STT", "Chỉ tiêu thống kê", "Kết quả thống kê", "Ghi chú", "Kiểm tra")
HEADER_PREVIOUS = "Kỳ trước\n{period}"
HEADER_UNIT, HEADER_FIGURE = "Đơn vị tính", "Số liệu"
PLACE_LINE = "{period} TẠI {agency}"
REPORT_LINE = "(Kèm theo Báo cáo số ........./BC-........ ngày ...... tháng ...... năm {year} của {agency})"

PROGRESS = ("Đã điền ", " chỉ tiêu")
COUNTS = ("Lỗi: ", " · Cảnh báo: ")
DEADLINE = "Hạn nộp: {deadline}"
NOT_FILLED = "Chưa điền"
CANNOT_CHECK = "Không kiểm tra được ở bản sao này"
ERROR, WARNING, INFO = "Lỗi: ", "Cảnh báo: ", "Lưu ý: "
LIVE_PREFIX = {"error": ERROR, "warning": WARNING, "info": INFO}
ERROR_VALUE = f"{ERROR}ô chứa giá trị lỗi của Excel, đề nghị ghi trực tiếp con số"
MAY_BE_DATE = (
    f"{WARNING}số liệu có thể là ngày ",
    " do Excel tự đổi khi gõ phân số; đề nghị ghi lại con số, hoặc giải trình bằng lời ở cột Ghi chú",
)
MAY_BE_DIVIDED = (
    f"{WARNING}tỷ lệ từ 0 đến 1, có thể đã chia cho 100; đề nghị ghi theo thang 0–100 (ví dụ 99,2), hoặc giải trình ở "
    "cột Ghi chú"
)
#: Headings of the hidden sheet on which the live check is worked out, for whoever looks into it.
CHECK_SHEET_TITLE = "Cách tính cột Kiểm tra của sheet Bảng 1 (mỗi dòng ứng với dòng cùng số ở sheet Bảng 1)"
CHECK_SHEET_HEADERS = {
    "code": "Mã",
    "rules": "Quy tắc",
    "figure": "Số liệu",
    "note": "Ghi chú",
    "shown": "Số liệu bằng chữ",
    "explains": "Có giải trình",
    "echo": "Đối chiếu",
    "label": "Chỉ tiêu",
    "verdict": "Đạt {number}",
    "message": "Thông báo {number}",
    "texts": "Câu chữ",
}


_NIL = "Không phát sinh: ghi 0. "
_NOT_APPLICABLE = "Không áp dụng: để trống và ghi “Không áp dụng” ở cột Ghi chú."


@dataclass(frozen=True)
class Ask:
    """What is asked for in the figure's cell of one kind of row; every message about it is made from this."""

    title: str
    wanted: str
    example: str
    blank: str = _NIL + _NOT_APPLICABLE

    @property
    def prompt(self) -> str:
        """Shown when the cell is selected."""
        return f"Đề nghị {self.wanted}. {self.example} {self.blank}"

    @property
    def stop(self) -> str:
        """Shown when what was typed is refused."""
        return f"Số liệu chưa phù hợp. Đề nghị {self.wanted}. {self.example}"

    @property
    def live(self) -> str:
        """Shown in the column *Kiểm tra*."""
        return f"{ERROR}số liệu chưa phù hợp, đề nghị {self.wanted}"


COUNT = Ask("Số lượng", "ghi một số nguyên từ 0 trở lên", "Ví dụ: 25.")
PERCENT = Ask("Tỷ lệ (%)", "ghi một số từ 0 đến 100", "Ví dụ: 99,2 (không ghi dấu %).")
OPEN_PERCENT = Ask("Tỷ lệ (%)", "ghi một số từ 0 trở lên", "Ví dụ: 14,3 (không ghi dấu %).")


def coded(entries: Sequence[str]) -> Ask:
    """What a coded row asks for."""
    listed = "; ".join(entries)
    return Ask("Câu trả lời", "chọn một câu trả lời trong danh sách", f"Danh sách: {listed}.", _NOT_APPLICABLE)


NOTE_TITLE = "Ghi chú"
NOTE_PROMPT = "Ghi giải trình, số văn bản, hoặc “Không áp dụng” nếu để trống số liệu."
TEXT_PROMPT = "Ghi nội dung (nếu có) vào cột này."

EXPLAINED_BEFORE = "Giải trình ở {period}: {note}\nNếu vẫn đúng, đề nghị ghi lại vào ô này."

FINDINGS_SHEET = "Kết quả kiểm tra"
FINDINGS_TITLE = "KẾT QUẢ KIỂM TRA BÁO CÁO"
FINDINGS_INTRODUCTION = (
    "Số liệu đã nộp được giữ nguyên trên sheet “Bảng 1”, trừ nội dung chưa xác định được là số liệu nào, nêu ở dưới; "
    "ô cần xem lại được tô màu và có ghi chú của bên thu báo cáo.",
    "Đề nghị sửa trực tiếp trên tệp này (lỗi: sửa số liệu; cảnh báo: sửa hoặc giải trình ở cột Ghi chú), lưu lại dạng "
    "Excel và gửi lại. Bấm vào tên ô để đến ô cần xem lại.",
)
FINDINGS_HEADER = ("Mức độ", "Mục", "Ô", "Nội dung", "Đề nghị")

GUIDE_TITLE = "HƯỚNG DẪN ĐIỀN BIỂU MẪU"
GUIDE_HEADER = ("Nội dung", "Hướng dẫn")


def guide(  # noqa: PLR0913 - the facts of one guide, each by name
    *, form: str, period: str, data_from: str, data_to: str, deadline: str, agency: str, sender: str, contact: str
) -> list[tuple[str, str]]:
    """The guide's rows: subject and text."""
    rows = [
        ("Cơ quan báo cáo", agency),
        ("Biểu mẫu", f"{form}, {period}"),
        ("Số liệu tính", f"từ ngày {data_from} đến hết ngày {data_to}"),
        ("Hạn nộp", deadline),
        ("Nơi nhận", " – ".join(part for part in (sender, contact) if part)),
        (
            "1. Điền số liệu",
            "Chỉ ghi vào các ô màu vàng nhạt ở cột Số liệu và cột Ghi chú trên sheet “Bảng 1”; các ô khác đã khóa. "
            "Đề nghị không đổi tên, thêm hoặc xóa sheet, dòng, cột.",
        ),
        (
            "2. Số và tỷ lệ",
            "Số lượng: số nguyên từ 0 trở lên. Tỷ lệ: ghi theo thang 0–100, ví dụ 99,2; không ghi dấu %. "
            "Không ghi đơn vị tính, không ghi công thức.",
        ),
        (
            "Cột Kỳ trước",
            "Số liệu cơ quan đã báo cáo ở kỳ gần nhất (nếu có), để đối chiếu. Số liệu khác nhiều so với các kỳ trước "
            "thì cột Kiểm tra cảnh báo; nếu đúng, đề nghị giải trình ở cột Ghi chú.",
        ),
        ("3. Câu trả lời có sẵn", "Bấm vào ô, bấm mũi tên bên phải ô rồi chọn, ví dụ “1 - Có”."),
        (
            "4. Không phát sinh, không áp dụng",
            "Không phát sinh trong kỳ: ghi 0. Không áp dụng đối với cơ quan: để trống Số liệu và ghi “Không áp dụng” "
            "ở cột Ghi chú. Ô để trống không có lý do được coi là chưa có số liệu, không được coi là 0.",
        ),
        (
            "5. Cột Kiểm tra",
            "Tự báo ngay khi điền. “Lỗi”: đề nghị sửa số liệu. “Cảnh báo”: đề nghị kiểm tra lại, nếu số liệu đúng thì "
            "ghi giải trình ở cột Ghi chú. “Lưu ý”: để tham khảo. “Chưa điền”: còn thiếu số liệu. "
            f"Bấm mũi tên ở tiêu đề cột để lọc. “{CANNOT_CHECK}”: sheet đã tách khỏi tệp gốc hoặc các dòng đã bị sắp "
            "xếp lại; đề nghị điền trên tệp đã được gửi đến.",
        ),
        (
            "6. Dán số liệu từ tệp khác",
            "Đề nghị dán bằng Dán đặc biệt → Giá trị (Paste Special → Values) để giữ danh sách chọn và định dạng.",
        ),
        (
            "7. Lưu và nộp",
            "Lưu tệp dạng Excel (.xlsx), giữ nguyên tên tệp, gửi lại nơi nhận trước hạn nộp. "
            "Nếu cần sửa sau khi nộp: sửa trên chính tệp này và gửi lại; bản nộp sau thay bản nộp trước.",
        ),
        ("8. In, ký", "Trang in đã đặt sẵn khổ A4. Bản ký gửi kèm (nếu có) không thay cho tệp Excel."),
    ]
    return [(subject, text) for subject, text in rows if text]
