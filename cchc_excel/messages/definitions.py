"""The faults of form definitions, which `forms.load` and `rules.parser` find."""

from __future__ import annotations

from cchc_excel.messages import Sentence

DEFINITION_FAULTY = Sentence(
    "Định nghĩa biểu mẫu {file} có lỗi:\n{faults}", "Đề nghị sửa các dòng nêu trên rồi chạy lại."
)
DEFINITION_FAULT = Sentence("  dòng {line}: {reason}")
FAULT_NOT_YAML = "không đúng cú pháp YAML ở cột {column} (“{text}”)"
FAULT_NOT_A_VALUE = "giá trị không hợp lệ (“{text}”)"
FAULT_KEY_TWICE = "mục này đã ghi ở trên (“{text}”)"
END_OF_FILE = "hết tệp"
FORM_UNKNOWN = Sentence("Không có biểu mẫu {form}.", "Các biểu mẫu hiện có: {known}. Đề nghị kiểm tra lại mã biểu mẫu.")
FORM_VERSION_UNKNOWN = Sentence(
    "Không có biểu mẫu {form} dùng cho kỳ {period}.",
    "Các phiên bản hiện có: {known}. Đề nghị bổ sung định nghĩa biểu mẫu vào thư mục bieu-mau/.",
)
FORM_CHANGED = Sentence(
    "Định nghĩa biểu mẫu {form} đã bị sửa sau khi phát hành kỳ {period} (các dòng: {rows}); số liệu đã nhận sẽ bị hiểu "
    "sai. Đã dừng, chưa làm gì.",
    "Đề nghị khôi phục định nghĩa như khi phát hành; nếu cần sửa, lập phiên bản mới (đổi mục version) cho các kỳ sau.",
)
MORE_ROWS = ", …"
ROWS_UNKNOWN = "không rõ, vì kho lưu không còn bản ghi các dòng"
FAULT_NOT_TEXT = "không đọc được tệp (tệp phải là văn bản mã UTF-8)"
FAULT_MISSING_KEY = "thiếu mục bắt buộc {key}"
FAULT_UNKNOWN_KEY = "mục {key} không có trong quy định của định nghĩa biểu mẫu"
FAULT_BAD_VALUE = "mục {key} có giá trị không hợp lệ: {value}"
FAULT_CODE_TWICE = "mã {code} bị trùng với một dòng khác"
FAULT_RULE_TWICE = "quy tắc {rule} bị trùng số hiệu với một quy tắc khác"
FAULT_CODE_UNKNOWN = "mã chỉ tiêu {code} không có trong biểu mẫu"
FAULT_NO_FIGURE = "dòng {code} không phải là chỉ tiêu nên không có số liệu để so sánh"
FAULT_CHOICES_UNKNOWN = "bộ lựa chọn {choices} chưa được khai báo ở mục choices"
FAULT_CHOICES_NEEDED = "chỉ tiêu chọn câu trả lời phải có mục choices"
FAULT_CHOICES_FEW = "bộ lựa chọn {choices} phải có ít nhất 2 lựa chọn"
FAULT_UNIT_NEEDED = "chỉ tiêu đếm phải có mục unit (đơn vị tính)"
FAULT_TOTAL_UNFIT = "cách tổng hợp {total} không dùng được cho loại chỉ tiêu {type}"
FAULT_WEIGHT_NEEDED = "cách tổng hợp weighted_mean phải có mục weight (quyền số)"
FAULT_RATIO_PAIR = "phải khai báo cả numerator và denominator, hoặc không khai báo mục nào"
FAULT_PARAMETER_UNKNOWN = "tham số {{{name}}} trong nhãn chưa được khai báo ở mục parameters"
FAULT_SELF_ALONE = "self chỉ dùng được trong quy tắc có mục for_each"
FAULT_AT_AND_EACH = "không dùng đồng thời mục at và mục for_each"
FAULT_AT_NEEDED = "biểu thức không nêu chỉ tiêu nào, cần có mục at"
FAULT_VALIDITY = "valid_to phải sau valid_from"
FAULT_NOT_A_CODE = "mã {code} không đúng dạng mã chỉ tiêu (ví dụ I, I.1, III.2.3a)"
FAULT_NO_SECTION = "dòng {code} không thuộc mục lớn nào đứng trước nó"

EXPRESSION_CHARACTER = "ký tự {character} không hiểu được trong biểu thức “{text}”"
EXPRESSION_ENDS = "biểu thức “{text}” chưa kết thúc"
EXPRESSION_EXPECTED = "biểu thức “{text}” cần {expected} ở chỗ “{found}”"
EXPRESSION_WORD = "biểu thức “{text}” có từ “{found}” không hiểu được"
EXPRESSION_KIND = "biểu thức “{text}” cần một {expected} ở chỗ {found}"
KIND_NAMES = {"number": "số", "truth": "điều kiện đúng/sai", "text": "chuỗi chữ", "row": "mã chỉ tiêu"}
