"""The named state in which every received file ends, with its reason and remedy."""

from __future__ import annotations

from cchc_excel.wording import Sentence

#: State → what the lists call it.
NAMES = {
    "accepted": "Đã tiếp nhận",
    "superseded": "Bị thay thế",
    "duplicate": "Trùng tệp",
    "wrong_period": "Sai kỳ báo cáo",
    "wrong_form": "Sai biểu mẫu",
    "unknown_agency": "Không rõ cơ quan",
    "bad_seal": "Sai con dấu biểu mẫu",
    "not_issued": "Chưa phát hành",
    "no_stamp": "Không nhận diện được",
    "encrypted": "Có mật khẩu",
    "not_a_workbook": "Không phải tệp Excel",
    "unreadable": "Không đọc được",
    "ignored": "Bỏ qua",
}

REASONS = {
    "accepted": Sentence("Lần nộp {number}, có {given}/{total} số liệu."),
    "superseded": Sentence("Lần nộp {number}; đã có bản nộp sau thay thế."),
    "duplicate": Sentence("Nội dung giống hệt tệp {name} đã nhận ({state_name})."),
    "wrong_period": Sentence(
        "Tệp là biểu mẫu kỳ {found}, đang thu kỳ {expected}.",
        "Đề nghị cơ quan dùng biểu mẫu kỳ {expected}; nếu là báo cáo của kỳ {found} thì chuyển vào returned/{found}/.",
    ),
    "wrong_form": Sentence(
        "Tệp là biểu mẫu {found}, kỳ này dùng {expected}.", "Đề nghị cơ quan dùng đúng biểu mẫu đã phát hành."
    ),
    "unknown_agency": Sentence(
        "Mã cơ quan “{agency}” không có trong danh mục của kỳ này.",
        "Đề nghị bổ sung cơ quan vào co-quan.xlsx hoặc kiểm tra lại tệp, rồi chạy lại cchc collect.",
    ),
    "bad_seal": Sentence(
        "Con dấu nhận diện không đúng (tệp ghi cơ quan “{agency}”).",
        "Đề nghị gửi lại biểu mẫu của chính cơ quan này để điền và nộp lại.",
    ),
    "not_issued": Sentence(
        "Biểu mẫu của cơ quan {agency} trong kỳ này chưa được phát hành từ thư mục làm việc này.",
        "Đề nghị chạy cchc generate, hoặc khôi phục sổ theo dõi cchc.sqlite.",
    ),
    "no_stamp": Sentence(
        "Tệp không có thông tin nhận diện của biểu mẫu.",
        "Đề nghị cơ quan điền vào biểu mẫu đã phát hành, không chép sang tệp mới.",
    ),
    "encrypted": Sentence("Tệp được bảo vệ bằng mật khẩu.", "Đề nghị cơ quan bỏ mật khẩu mở tệp rồi gửi lại."),
    "not_a_workbook": Sentence(
        "Đây là {kind}, không phải tệp Excel.", "Đề nghị cơ quan gửi biểu mẫu dạng tệp Excel (.xlsx)."
    ),
    "unreadable": Sentence("{reason}", "Đề nghị cơ quan mở tệp bằng Excel, lưu lại dạng .xlsx rồi gửi lại."),
    "ignored": Sentence("Tệp tạm hoặc tệp hệ thống, không phải báo cáo."),
}

UNREADABLE = {
    "empty": "Tệp rỗng (0 byte).",
    "damaged": "Tệp bị hỏng hoặc không đúng định dạng.",
    "too_large": "Tệp vượt giới hạn cho phép ({limit}).",
    "too_slow": "Đọc tệp quá {seconds} giây, đã dừng.",
    "crashed": "Tệp làm chương trình đọc bị dừng đột ngột.",
    "unsafe": "Tệp có cấu trúc bất thường, không an toàn để mở.",
    "no_access": "Không mở được tệp (đang được chương trình khác sử dụng hoặc không có quyền đọc).",
}

KINDS = {
    "pdf": "tệp PDF",
    "docx": "tệp Word",
    "image": "tệp ảnh",
    "zip": "tệp nén",
    "rar": "tệp nén",
    "mail": "thư điện tử",
    "html": "trang web",
    "text": "tệp văn bản",
    "unknown": "tệp không rõ loại",
}
