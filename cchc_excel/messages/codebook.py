"""The texts of a form's codebook."""

from __future__ import annotations

TYPES = {
    "section": "Mục lớn",
    "heading": "Tiêu đề",
    "text": "Nội dung (ghi ở cột Ghi chú)",
    "count": "Số đếm",
    "percent": "Tỷ lệ (%)",
    "coded": "Chọn câu trả lời",
}
REQUIRED, OPTIONAL = "Bắt buộc", "Nếu có"
TOTALS = {
    "sum": "Cộng số phát sinh trong kỳ",
    "stock": "Cộng số tại thời điểm báo cáo",
    "sum_with_duplicates": "Cộng, có thể tính trùng giữa các cơ quan",
    "weighted_mean": "Bình quân gia quyền",
    "ratio": "Tổng tử số chia tổng mẫu số",
    "distribution": "Đếm số cơ quan theo từng câu trả lời",
}
WEIGHT = "; quyền số: {weight}"
PARTS = "; tử số: {numerator}, mẫu số: {denominator}"
GROUPS = "; chỉ cộng: {groups}"
IN_THE_NOTE = "ghi ở cột Ghi chú (dạng 57/57)"

TITLE = "DANH MỤC CHỈ TIÊU"
SHEET = "Danh mục chỉ tiêu"
HEADER = (
    "Mục",
    "Chỉ tiêu",
    "Loại",
    "Đơn vị tính",
    "Bắt buộc",
    "Cách tổng hợp toàn tỉnh",
    "Quy tắc kiểm tra",
    "Dòng gốc",
    "Điều cần xác định",
)
LEGEND = "Quy tắc: số hiệu (mức độ): trường hợp được báo [điều kiện phải đúng, viết như trong tệp biểu mẫu]."
RULE = "{number} ({severity}): {message} [{condition}]"
#: What stands in a rule's message for each thing of a return that it would show.
SHOWN = {
    "note": "…",
    "note_year": "…",
    "note_number": "…",
    "note_denominator": "…",
    "earlier": "{0} kỳ trước trong năm",
    "adjacent": "{0} kỳ liền trước",
    "included": "…",
    "usual_low": "mức thấp",
    "usual_high": "mức cao",
    "communes": "theo danh mục cơ quan",
    "year": "",
}
