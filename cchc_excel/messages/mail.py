"""Names of attachments, letter states and kinds, and short texts; the letters themselves are in ``mail/texts``."""

from __future__ import annotations

SUBJECT_WORD = "Tiêu đề:"
ATTACHMENT = {
    "issue": "Biểu mẫu CCHC {period} - {agency}.xlsx",
    "reminder": "Biểu mẫu CCHC {period} - {agency}.xlsx",
    "feedback": "Đề nghị chỉnh sửa - CCHC {period} - {agency}.xlsx",
}
# Why a server could not be talked to.
NO_ANSWER = "quá thời gian chờ, máy chủ không trả lời"
NO_SUCH_HOST = "không tìm thấy máy chủ"
NOT_LET_IN = "máy chủ từ chối kết nối"
CUT_OFF = "máy chủ ngắt kết nối"
NO_ROUTE = "không có đường mạng đến máy chủ"
NO_TLS = "không lập được kết nối bảo mật"
NO_REPLY = "máy chủ ngắt kết nối hoặc trả lời không đúng giao thức"
NO_CONNECTION = "không kết nối được"
CERTIFICATE_EARLY = "chưa đến ngày có hiệu lực"
CERTIFICATE_EXPIRED = "đã hết hạn"
CERTIFICATE_UNKNOWN = "nơi cấp không được tin cậy"
CERTIFICATE_OF_OTHERS = "cấp cho máy chủ khác"
CERTIFICATE_OTHER = "không kiểm tra được"
#: Of a letter whose text the server took, and then gave no reply that says what became of it.
NO_VERDICT = "máy chủ không cho biết đã nhận thư hay chưa"
BAD_ADDRESS = "Địa chỉ hoặc nội dung thư không hợp lệ. Đề nghị kiểm tra địa chỉ trong co-quan.xlsx và cchc.toml."
#: What a part of a received letter is called that has no name.
PART_WITHOUT_NAME = "dinh-kem"
EMPTY_PART = "{name} (tệp rỗng)"
OUTSIDE_PARTS = "phần nằm ngoài nội dung thư"
ENCRYPTED_PART = "{name} (thư mã hóa)"

STATES = {
    "handing": "Không rõ kết quả",
    "accepted": "Đã gửi",
    "deferred": "Chưa gửi được, sẽ gửi lại",
    "refused": "Bị từ chối",
    "bounced": "Bị trả lại",
    "draft": "Bản nháp",
    "already": "Đã gửi trước đó",
    "no_address": "Chưa có địa chỉ",
    "too_large": "Quá dung lượng",
    "not_composed": "Không lập được thư",
}
KINDS = {"issue": "Phát hành biểu mẫu", "reminder": "Nhắc nộp", "feedback": "Trả lại để sửa"}

#: A short text for Zalo or a phone.
SHORT = {
    "before": "{sender} đề nghị {agency} nộp báo cáo CCHC {period} trước hết ngày {deadline} (còn {days} ngày).",
    "today": "{sender} đề nghị {agency} nộp báo cáo CCHC {period}: hôm nay ({deadline}) là hạn nộp.",
    "after": "{sender} chưa nhận được báo cáo CCHC {period} của {agency} (hạn {deadline}, quá hạn {days} ngày). "
    "Đề nghị nộp sớm.",
}

#: What somebody should know of the letters in the mailbox.
MAILBOX_BOUNCE = "Không gửi được đến {address}: {why}"
MAILBOX_UNVERIFIED = (
    "Thư báo không gửi được đến {address} (chưa xác minh: không có dấu nhận diện của thư gửi từ đây): {why}"
)
MAILBOX_LINK = "Thư của {sender} không có tệp, chỉ có liên kết. Đề nghị mở thư, tải tệp về rồi chép vào thư mục nhận."
MAILBOX_LEFT = (
    "{count} thư chưa lấy được: máy chủ thư có liệt kê nhưng không gửi nội dung; lần sau lấy lại. Đề nghị lấy thư "
    "lần nữa; nếu vẫn vậy, mở hộp thư bằng chương trình thư, lưu tệp báo cáo rồi chép vào thư mục nhận."
)
MAILBOX_LARGE = (
    "Thư của {sender} ({day}) dung lượng {size} MB, quá giới hạn {limit} MB nên chưa lấy. Đề nghị mở thư bằng "
    "chương trình thư, lưu tệp báo cáo rồi chép vào thư mục nhận, và chuyển thư sang thư mục khác để không nêu lại; "
    "hoặc tăng dung_luong_mb ở mục [gioi_han] trong cchc.toml."
)
MAILBOX_UNKNOWN = "(không rõ)"
