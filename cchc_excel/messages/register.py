"""The texts of the agency register (`co-quan.xlsx`): columns, groups, guide and faults."""

from __future__ import annotations

from dataclasses import dataclass

from cchc_excel.messages import Sentence

SHEET = "Danh mục"
GUIDE_SHEET = "Hướng dẫn"
TITLE = "DANH MỤC CƠ QUAN, ĐƠN VỊ BÁO CÁO"


@dataclass(frozen=True)
class Column:
    """A column of the register: its key in the program, heading, width in characters and prompt."""

    key: str
    heading: str
    width: float
    prompt: str
    required: bool = False


COLUMNS = (
    Column(
        "code", "Mã cơ quan", 14, "Mã ngắn, không dấu, không trùng; ví dụ STC hoặc mã định danh H51.07.", required=True
    ),
    Column("name", "Tên cơ quan", 42, "Tên đầy đủ, ghi trên biểu mẫu.", required=True),
    Column("group", "Nhóm", 22, "Chọn trong danh sách.", required=True),
    Column("aliases", "Tên khác", 22, "Tên viết tắt, tên gọi khác; cách nhau bằng dấu chấm phẩy."),
    Column("emails", "Thư điện tử", 34, "Một hoặc nhiều địa chỉ, cách nhau bằng dấu chấm phẩy."),
    Column("contact", "Đầu mối liên hệ", 26, "Họ tên, số điện thoại của người lập báo cáo."),
    Column("form", "Biểu mẫu", 14, "Chọn trong danh sách; để trống là biểu mẫu mặc định."),
    Column("valid_from", "Có hiệu lực từ", 15, "Ngày bắt đầu báo cáo (ngày/tháng/năm); để trống nếu đã có từ trước."),
    Column("valid_to", "Đến hết ngày", 15, "Ngày cuối cùng phải báo cáo; để trống nếu còn hiệu lực."),
    Column("predecessors", "Cơ quan tiền thân", 18, "Mã các cơ quan đã sáp nhập vào; cách nhau bằng dấu chấm phẩy."),
)

#: Agency groups: code → name, in the order in which they are shown.
GROUPS = {"tinh": "UBND cấp tỉnh", "so": "Sở, ban, ngành", "huyen": "UBND cấp huyện", "xa": "UBND cấp xã"}

GUIDE = (
    "Mỗi cơ quan, đơn vị ghi một dòng trên sheet “Danh mục”. Cột có dấu (*) là bắt buộc.",
    "Mã cơ quan là căn cứ để nhận diện báo cáo: không đổi mã của cơ quan đã được phát hành biểu mẫu.",
    "Cơ quan thành lập mới: thêm dòng, ghi ngày bắt đầu ở cột “Có hiệu lực từ”.",
    "Cơ quan giải thể, sáp nhập: không xóa dòng; ghi ngày cuối cùng phải báo cáo ở cột “Đến hết ngày”, "
    "và ghi mã ở cột “Cơ quan tiền thân” của cơ quan mới.",
    "Có thể sắp xếp, lọc, dán dữ liệu từ tệp khác; dòng tiêu đề được khóa.",
    "Lưu tệp dạng .xlsx và đóng Excel trước khi chạy cchc.",
)

# --- faults ----------------------------------------------------------------------------------------------------------
REGISTER_FAULTY = Sentence(
    "Danh mục cơ quan {file} có lỗi:\n{faults}", "Đề nghị mở tệp, sửa các dòng nêu trên, lưu lại rồi chạy lại."
)
REGISTER_FAULT = "  dòng {row}: {reason}"
REGISTER_MISSING = Sentence(
    "Không tìm thấy danh mục cơ quan {file}.", "Đề nghị chạy cchc init để tạo lại, hoặc khôi phục tệp danh mục."
)
REGISTER_UNREADABLE = Sentence(
    "Không mở được danh mục cơ quan {file}.",
    "Đề nghị mở tệp bằng Excel, lưu lại dạng .xlsx và đóng Excel rồi chạy lại.",
)
REGISTER_NO_HEADER = Sentence(
    "Danh mục cơ quan {file} không có dòng tiêu đề với các cột: {columns}.",
    "Đề nghị không sửa dòng tiêu đề; chạy cchc init ở thư mục khác để lấy lại mẫu danh mục.",
)
REGISTER_EMPTY = Sentence(
    "Danh mục cơ quan {file} chưa có cơ quan nào cần báo cáo trong kỳ {period}.",
    "Đề nghị mở danh mục bằng Excel, ghi mỗi cơ quan một dòng (mã, tên, nhóm) rồi chạy lại.",
)
REGISTER_CODE_NEEDED = "chưa có mã cơ quan"
REGISTER_CODE_BAD = "mã cơ quan “{code}” chỉ được gồm chữ cái không dấu, chữ số, dấu chấm, dấu gạch (tối đa 30 ký tự)"
REGISTER_CODE_TWICE = "mã cơ quan {code} trùng với dòng {other}"
REGISTER_NAME_NEEDED = "chưa có tên cơ quan"
REGISTER_GROUP_BAD = "nhóm “{group}” không có trong danh sách: {known}"
REGISTER_EMAIL_BAD = "địa chỉ thư điện tử “{email}” {reason}"
#: What is wrong with an address, by its `mail_address.AddressFault`.
ADDRESS_FAULTS = {
    "hidden": "có ký tự ẩn (thường do sao chép), đề nghị xóa và gõ lại",
    "accented": "có chữ có dấu, đề nghị gõ lại không dấu",
    "scheme": "có chữ “mailto:” ở đầu, đề nghị xóa chữ đó",
    "shape": "không hợp lệ, đề nghị ghi dạng ten@noi.vn",
}
REGISTER_FORM_BAD = "biểu mẫu “{form}” không có; các biểu mẫu hiện có: {known}"
REGISTER_DATE_BAD = "ngày “{date}” không hợp lệ, cần ghi dạng ngày/tháng/năm"
REGISTER_DATES_ORDER = "ngày hết hiệu lực phải sau ngày bắt đầu"
REGISTER_PREDECESSOR_BAD = "cơ quan tiền thân “{code}” không có trong danh mục"
