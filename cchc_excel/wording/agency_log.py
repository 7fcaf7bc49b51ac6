"""What the story of an agency says."""

from __future__ import annotations

ISSUED = "Phát hành biểu mẫu lần {number}: {file}"
LETTER = "{kind}, thư gửi {to}: {state}{detail}"
RECEIVED = "Nhận tệp {name}: {state}. {reason}"
FOUND = " Còn {errors} lỗi, {warnings} cảnh báo."
DECIDED = " Được chọn theo quyết định."
REDATED = " Thời điểm nhận được sửa theo quyết định, trước đó là {before}."
ASSIGNED_AWAY = "Tệp {name} ghi là của cơ quan này, được xác định là báo cáo của {agency} theo quyết định."
EXTENDED = "Hạn nộp riêng: {deadline}"
