"""What the agency register says: its columns, groups and guide."""

from __future__ import annotations

from dataclasses import dataclass

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
