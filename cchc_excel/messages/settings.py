"""The settings file as a new workspace gets it; its comments are the desk's manual for it."""

from __future__ import annotations

SETTINGS_FILE = """\
# Cài đặt của thư mục làm việc cchc. Sửa bằng Notepad, lưu dạng UTF-8.
# Dòng bắt đầu bằng dấu # là chú thích.

[tinh]
# Tên ghi trên bản tổng hợp, ví dụ "tỉnh Sóc Trăng" hoặc "thành phố Cần Thơ".
ten = {tinh_ten}
# Cách gọi phạm vi tổng hợp, đứng trước tên: "toàn tỉnh", "toàn thành phố"; bộ, ngành: "tổng hợp tại".
pham_vi = {tinh_pham_vi}
# Mã của tỉnh khi nộp báo cáo lên cấp trên, ví dụ "H51"; chỉ cần khi không có biểu mẫu của cấp trên.
ma = {tinh_ma}

[noi_nhan]
# Cơ quan thu và tổng hợp báo cáo, người liên hệ; ghi trên sheet Hướng dẫn của biểu mẫu.
ten = {noi_nhan_ten}
lien_he = {noi_nhan_lien_he}

[ky_bao_cao]
# Biểu mẫu mặc định (cơ quan có thể dùng biểu mẫu khác, ghi trong co-quan.xlsx).
bieu_mau = {ky_bao_cao_bieu_mau}
# Hạn nộp mặc định của cơ quan: ngày trong tháng cuối của kỳ. Có thể đổi từng kỳ khi phát hành.
ngay_han_nop = {ky_bao_cao_ngay_han_nop}

[tong_hop]
# Số liệu bị báo lỗi thì:
#   "bo_so_lieu"  không tính số liệu đó (mặc định)
#   "bo_bao_cao"  không tính cả báo cáo có lỗi
#   "tinh_tat_ca" vẫn tính
so_lieu_loi = {tong_hop_so_lieu_loi}
# Dòng chữ in trên biểu mẫu và bản tổng hợp, ví dụ "SỐ LIỆU MẪU". Thường để trống.
dong_ghi_chu = {tong_hop_dong_ghi_chu}

[thu_gui]
# Máy chủ gửi thư (SMTP) của hộp thư dùng để phát hành biểu mẫu, nhắc nộp; để trống nếu không gửi thư từ máy này.
# Ví dụ: may_chu = "smtp.tinh.example"
may_chu = {thu_gui_may_chu}
cong = {thu_gui_cong}
# "starttls" (cổng 587), "tls" (cổng 465) hoặc "khong" (không bảo mật, chỉ dùng trong mạng nội bộ).
bao_mat = {thu_gui_bao_mat}
# Tên đăng nhập và địa chỉ người gửi. Mật khẩu không ghi ở đây: chương trình sẽ hỏi, hoặc đọc biến môi trường
# CCHC_SMTP_PASSWORD.
tai_khoan = {thu_gui_tai_khoan}
dia_chi = {thu_gui_dia_chi}
# Địa chỉ nhận bản sao mọi thư gửi đi, cách nhau bằng dấu chấm phẩy.
dong_gui = {thu_gui_dong_gui}
# Số thư gửi mỗi phút, dung lượng tối đa của một thư.
thu_moi_phut = {thu_gui_thu_moi_phut}
dung_luong_mb = {thu_gui_dung_luong_mb}

[thu_nhan]
# Máy chủ nhận thư (IMAP) để lấy báo cáo cơ quan gửi về: cchc collect --mailbox. Mật khẩu: CCHC_IMAP_PASSWORD.
may_chu = {thu_nhan_may_chu}
cong = {thu_nhan_cong}
bao_mat = {thu_nhan_bao_mat}
tai_khoan = {thu_nhan_tai_khoan}
thu_muc = {thu_nhan_thu_muc}
# Thư mục để chuyển thư đã lấy sang; để trống thì thư ở nguyên chỗ cũ.
chuyen_den = {thu_nhan_chuyen_den}

[gioi_han]
# Giới hạn khi đọc một tệp nhận về; vượt giới hạn thì tệp được ghi là không đọc được. Tất cả tệp trong một gói (tệp nén,
# thư) dùng chung: không quá 1.000 tệp, 4 lần dung lượng và 4 lần số giây này.
dung_luong_mb = {gioi_han_dung_luong_mb}
bo_nho_mb = {gioi_han_bo_nho_mb}
so_giay = {gioi_han_so_giay}
# Số tiến trình đọc cùng lúc; 0 là tự chọn theo máy.
so_tien_trinh = {gioi_han_so_tien_trinh}
"""
