"""What the overview says as a web page, besides what the master says."""

from __future__ import annotations

SORT_HINT = "Bấm vào tiêu đề cột để sắp xếp."
TOTALS_TITLE = "Số liệu tổng hợp"
TOTALS_HEADER = ("Mục", "Chỉ tiêu", "Đơn vị tính", "Số liệu", "n/N", "Lỗi không tính", "Ghi chú")
TOTALS_LAST = ("Kỳ trước", "Tăng, giảm")
AGENCIES_TITLE = "Cơ quan, đơn vị"
AGENCIES_HEADER = (
    "Mã",
    "Cơ quan, đơn vị",
    "Nhóm",
    "Tình trạng",
    "Thời điểm nhận",
    "Đã điền (%)",
    "Lỗi",
    "Cảnh báo",
)
FIND = "Tìm trong bảng"
