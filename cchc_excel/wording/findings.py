"""What an agency is told: one entry for each code; the rules' own sentences stand in the form definitions.

SL: how a figure was typed · TH: what is missing · CT: how the file was put together.
"""

from __future__ import annotations

from dataclasses import dataclass

SEVERITY_NAMES = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Thông tin"}
USUAL_REMEDY = {
    "error": "Đề nghị kiểm tra lại số liệu.",
    "warning": "Đề nghị kiểm tra lại hoặc giải trình ở cột Ghi chú.",
    "info": "",
}
EXPLAINED = "Đã có giải trình: “{note}”."
PROPOSAL = "Đề xuất: {proposal}."

PLACE = "ô {cell}, mục {code} “{label}”: "
SECTION_PLACE = "mục {code} “{label}”: "
ROW_PLACE = "mục {code}: "


@dataclass(frozen=True)
class Told:
    """Severity, message and remedy of one code."""

    severity: str
    message: str
    remedy: str = ""


_ASK_NUMBER = "Đề nghị chỉ ghi con số vào ô."

FINDINGS: dict[str, Told] = {
    # --- read otherwise than typed -------------------------------------------------------------------------------
    "SL01": Told("info", "ghi “{raw}”, đã đọc là {understood}."),
    "SL02": Told(
        "warning",
        "ghi “{raw}”, đã hiểu dấu phẩy là dấu phân cách hàng nghìn và đọc là {understood}.",
        "Đề nghị xác nhận; nếu sai, ghi lại số không có dấu phân cách.",
    ),
    "SL03": Told("info", "ô định dạng phần trăm, đã đọc là {understood}."),
    "SL04": Told(
        "warning",
        "tỷ lệ ghi {understood}, có thể đã chia cho 100.",
        "Đề nghị ghi theo thang 0–100 (ví dụ 99,2), hoặc giải trình ở cột Ghi chú nếu đúng là dưới 1%.",
    ),
    "SL05": Told("info", "ghi “{raw}”, đã đọc là 0 (không phát sinh)."),
    "SL06": Told("info", "ghi “{raw}”, đã tính tỷ lệ là {understood}."),
    "SL07": Told("warning", "ghi “{raw}”, đã hiểu là “{understood}”.", "Đề nghị chọn câu trả lời trong danh sách."),
    "SL08": Told("info", "ghi “{raw}”, đã hiểu là “{understood}”."),
    # --- not understood ------------------------------------------------------------------------------------------
    "SL11": Told("error", "“{raw}” không phải là số.", _ASK_NUMBER),
    "SL12": Told("error", "số liệu {raw} nhỏ hơn 0.", "Đề nghị ghi số từ 0 trở lên."),
    "SL13": Told("error", "số liệu {raw} không phải là số nguyên.", "Đề nghị ghi số nguyên, không có phần thập phân."),
    "SL14": Told("error", "tỷ lệ {raw} lớn hơn 100.", "Đề nghị ghi tỷ lệ từ 0 đến 100."),
    "SL15": Told(
        "error",
        "ô chứa ngày tháng ({raw}), có thể do Excel tự đổi khi gõ phân số như 5/8.",
        "Đề nghị ghi lại con số; phân số thì ghi ở cột Ghi chú.",
    ),
    "SL16": Told("error", "ô chứa giá trị lỗi của Excel ({raw}).", "Đề nghị xóa công thức và ghi trực tiếp con số."),
    "SL17": Told(
        "error",
        "ô chứa công thức chưa có kết quả.",
        "Đề nghị mở tệp bằng Excel, thay công thức bằng con số rồi lưu lại.",
    ),
    "SL18": Told("error", "câu trả lời “{raw}” không có trong danh sách.", "Đề nghị chọn một trong: {choices}."),
    "SL19": Told(
        "error",
        "“{raw}” ghi theo đơn vị tính khác với “{unit}”.",
        "Đề nghị đổi sang đơn vị tính của biểu mẫu và chỉ ghi con số.",
    ),
    "SL20": Told("error", "số liệu {raw} quá lớn.", _ASK_NUMBER),
    # --- missing -------------------------------------------------------------------------------------------------
    "TH01": Told(
        "warning",
        "{missing}/{total} chỉ tiêu chưa có số liệu ({codes}).",
        "Đề nghị bổ sung; không phát sinh thì ghi 0, không áp dụng thì để trống và ghi “Không áp dụng” ở cột Ghi chú.",
    ),
    "TH02": Told(
        "error", "Báo cáo không có số liệu nào.", "Đề nghị điền số liệu vào cột Số liệu của biểu mẫu rồi gửi lại."
    ),
    "TH03": Told("info", "để trống, lý do: “{note}”."),
    # --- how the file was put together ------------------------------------------------------------------------------
    "CT01": Told(
        "error",
        "Tệp thiếu {count} dòng của biểu mẫu ({codes}).",
        "Đề nghị dùng lại biểu mẫu đã phát hành, không xóa dòng.",
    ),
    "CT02": Told(
        "warning",
        "Ô {cell} có số liệu “{raw}” nhưng không thuộc chỉ tiêu nào của biểu mẫu, không được tổng hợp.",
        "Đề nghị ghi số liệu vào đúng dòng chỉ tiêu; nội dung bổ sung thì ghi ở cột Ghi chú.",
    ),
    "CT03": Told(
        "error",
        "Mã chỉ tiêu {code} xuất hiện ở nhiều dòng ({cells}), không xác định được số liệu nào đúng.",
        "Đề nghị dùng lại biểu mẫu đã phát hành, mỗi chỉ tiêu một dòng.",
    ),
    "CT04": Told("info", "Nhận diện biểu mẫu qua thuộc tính của tệp vì sheet nhận diện đã mất."),
    "CT05": Told(
        "warning",
        "Thông tin nhận diện trong tệp không thống nhất (sheet ghi {sheet}, thuộc tính ghi {properties}).",
        "Đề nghị xác nhận tệp này là báo cáo của cơ quan nào.",
    ),
    "CT06": Told("info", "Cột hoặc dòng của biểu mẫu đã bị dịch chuyển, đã nhận diện lại theo mã chỉ tiêu."),
    "CT07": Told("info", "Biểu mẫu lần phát hành {issue} không phải lần mới nhất ({latest})."),
}
