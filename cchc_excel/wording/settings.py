"""The settings file as a new workspace gets it; its comments are the desk's manual for it."""

from __future__ import annotations

SETTINGS_FILE = """\
# Cài đặt của thư mục làm việc cchc. Sửa bằng Notepad, lưu dạng UTF-8.
# Dòng bắt đầu bằng dấu # là chú thích.

[tinh]
# Tên ghi trên bản tổng hợp, ví dụ "tỉnh Sóc Trăng" hoặc "thành phố Cần Thơ".
ten = {name}
# Cách gọi phạm vi tổng hợp: "toàn tỉnh" hoặc "toàn thành phố".
pham_vi = {whole}

[noi_nhan]
# Cơ quan thu và tổng hợp báo cáo, người liên hệ; ghi trên sheet Hướng dẫn của biểu mẫu.
ten = {sender}
lien_he = {contact}

[ky_bao_cao]
# Biểu mẫu mặc định (cơ quan có thể dùng biểu mẫu khác, ghi trong co-quan.xlsx).
bieu_mau = {form}
# Hạn nộp mặc định của cơ quan: ngày trong tháng cuối của kỳ. Có thể đổi từng kỳ khi phát hành.
ngay_han_nop = {deadline_day}

[tong_hop]
# Số liệu bị báo lỗi thì:
#   "bo_so_lieu"  không tính số liệu đó (mặc định)
#   "bo_bao_cao"  không tính cả báo cáo có lỗi
#   "tinh_tat_ca" vẫn tính
so_lieu_loi = {error_rule}
# Dòng chữ in trên biểu mẫu và bản tổng hợp, ví dụ "SỐ LIỆU MẪU". Thường để trống.
dong_ghi_chu = {banner}

[gioi_han]
# Giới hạn khi đọc một tệp nhận về; vượt giới hạn thì tệp được ghi là không đọc được.
dung_luong_mb = 50
bo_nho_mb = 512
so_giay = 20
# Số tiến trình đọc cùng lúc; 0 là tự chọn theo máy.
so_tien_trinh = 0
"""
