"""Sentences for the operator: what :mod:`cchc_excel.errors` carries."""

from __future__ import annotations

from cchc_excel.wording import Sentence

# --- form definitions -------------------------------------------------------------------------------------------
DEFINITION_FAULTY = Sentence(
    "Định nghĩa biểu mẫu {file} có lỗi:\n{faults}", "Đề nghị sửa các dòng nêu trên rồi chạy lại."
)
DEFINITION_FAULT = Sentence("  dòng {line}: {reason}")
DEFINITION_NOT_YAML = Sentence("không đúng cú pháp YAML ({problem})")
FORM_UNKNOWN = Sentence("Không có biểu mẫu {form}.", "Các biểu mẫu hiện có: {known}. Đề nghị kiểm tra lại mã biểu mẫu.")
FORM_VERSION_UNKNOWN = Sentence(
    "Không có biểu mẫu {form} dùng cho kỳ {period}.",
    "Các phiên bản hiện có: {known}. Đề nghị bổ sung định nghĩa biểu mẫu vào thư mục bieu-mau/.",
)
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

# --- periods ----------------------------------------------------------------------------------------------------
PERIOD_UNREADABLE = Sentence(
    "Không hiểu được kỳ báo cáo “{key}”.",
    "Đề nghị ghi theo dạng 2021-Q1, 2021-6T, 2021-9T, 2021-NAM hoặc 2021-T1 … 2021-T12.",
)
PERIOD_NOT_ISSUED = Sentence(
    "Kỳ {period} chưa phát hành biểu mẫu.", "Đề nghị chạy: cchc generate {period}. Các kỳ đã phát hành: {known}."
)
LEDGER_LOST = Sentence(
    "Sổ theo dõi trống, nhưng kho lưu có {count} kỳ đã phát hành.",
    "Đề nghị dựng lại sổ theo dõi từ kho lưu: cchc doctor --rebuild",
)
PERIOD_NEEDED = Sentence(
    "Chưa có kỳ nào được phát hành biểu mẫu.", "Đề nghị chạy cchc generate kèm kỳ báo cáo, ví dụ: cchc generate 2021-Q1"
)
ISSUE_OTHER_FORM = Sentence(
    "Kỳ {period} đã phát hành theo biểu mẫu {issued}, khác với {asked}.",
    "Đề nghị giữ nguyên biểu mẫu đã phát hành trong kỳ.",
)

# --- register ---------------------------------------------------------------------------------------------------
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
REGISTER_EMAIL_BAD = "địa chỉ thư điện tử “{email}” không hợp lệ"
REGISTER_FORM_BAD = "biểu mẫu “{form}” không có; các biểu mẫu hiện có: {known}"
REGISTER_DATE_BAD = "ngày “{date}” không hợp lệ, cần ghi dạng ngày/tháng/năm"
REGISTER_DATES_ORDER = "ngày hết hiệu lực phải sau ngày bắt đầu"
REGISTER_PREDECESSOR_BAD = "cơ quan tiền thân “{code}” không có trong danh mục"

# --- workspace --------------------------------------------------------------------------------------------------
NO_WORKSPACE = Sentence(
    "Thư mục {folder} không phải là thư mục làm việc của cchc (không có tệp cchc.toml).",
    "Đề nghị chuyển đến thư mục làm việc, hoặc chạy cchc init để tạo thư mục làm việc mới.",
)
WORKSPACE_EXISTS = Sentence(
    "Thư mục {folder} đã là thư mục làm việc.", "Tệp đã có được giữ nguyên; đề nghị chọn thư mục khác nếu cần tạo mới."
)
FOLDER_UNWRITABLE = Sentence(
    "Không ghi được vào {path}.",
    "Đề nghị đóng tệp nếu đang mở bằng Excel, kiểm tra dung lượng ổ đĩa còn trống và quyền ghi của thư mục.",
)
SETTINGS_FAULTY = Sentence("Tệp cchc.toml có lỗi: {reason}.", "Đề nghị sửa lại theo chú thích trong tệp.")
SETTING_BAD = "mục {key} có giá trị không hợp lệ"
SETTING_UNKNOWN = "mục {key} không có trong quy định"
KEY_FAULTY = Sentence(
    "Tệp cchc.key không đọc được.",
    "Đề nghị khôi phục tệp này từ bản sao lưu: thiếu nó thì không kiểm tra được con dấu của biểu mẫu đã phát hành.",
)
LEDGER_FAULTY = Sentence(
    "Sổ theo dõi {file} không đọc được, có thể đã hỏng.", "Đề nghị dựng lại từ kho lưu bằng: cchc doctor --rebuild"
)
LEDGER_BUSY = Sentence(
    "Sổ theo dõi {file} đang được một chương trình khác sử dụng.",
    "Đề nghị chờ lệnh cchc khác chạy xong hoặc đóng chương trình đang mở tệp, rồi chạy lại.",
)
LEDGER_UNWRITABLE = Sentence(
    "Không ghi được vào sổ theo dõi {file}.",
    "Đề nghị kiểm tra dung lượng ổ đĩa còn trống và quyền ghi của thư mục, rồi chạy lại.",
)
LEDGER_NEWER = Sentence(
    "Sổ theo dõi {file} do phiên bản mới hơn của cchc tạo ra.", "Đề nghị cập nhật cchc rồi chạy lại."
)
DEMO_EXISTS = Sentence(
    "Thư mục {folder} đã có và không trống.", "Đề nghị xóa thư mục đó hoặc chọn tên khác: cchc demo TÊN-THƯ-MỤC"
)

# --- collecting -------------------------------------------------------------------------------------------------
NOTHING_TO_COLLECT = Sentence(
    "Không có tệp nào trong {folder}.",
    "Đề nghị chép các báo cáo đã nhận vào thư mục đó rồi chạy lại, hoặc chỉ rõ tệp: cchc collect TỆP",
)
NO_SUCH_PATH = Sentence("Không tìm thấy {path}.", "Đề nghị kiểm tra lại tên tệp hoặc thư mục.")
NOTHING_COLLECTED = Sentence(
    "Kỳ {period} chưa có báo cáo nào được tiếp nhận.", "Đề nghị chạy: cchc collect --period {period}"
)

# --- deciding ---------------------------------------------------------------------------------------------------
AGENCY_UNKNOWN = Sentence(
    "Không có cơ quan “{code}” trong danh mục.", "Đề nghị xem mã cơ quan trong co-quan.xlsx hoặc bằng: cchc status"
)
ASSIGNED_AGAINST = (
    "Lưu ý: trong tệp ghi cơ quan nộp là {other}, không phải {agency}. "
    "Nếu nhầm, đề nghị chạy lại cchc assign với mã cơ quan đúng."
)
NOT_YET = Sentence("Ngày nhận {day} chưa đến.", "Đề nghị ghi lại ngày nhận.")
NOT_LATER = Sentence("Hạn mới {deadline} sớm hơn hạn nộp của kỳ ({due}).", "Đề nghị ghi ngày từ {due} trở đi.")
REDATED = Sentence("Thời điểm nhận sửa từ {before} thành {when}.")
NOT_REDATED = Sentence(
    "Thời điểm nhận vẫn là {when}.",
    'Nếu cần sửa, đề nghị ghi rõ tên tệp: cchc collect "{file}" -k {period} --received NGÀY',
)
FILE_NOT_RECEIVED = Sentence(
    "Chưa nhận tệp nào có tên “{name}” trong kỳ {period}.",
    "Đề nghị ghi đúng tên tệp như cchc collect đã nêu, hoặc chỉ đường dẫn đến tệp; tệp của kỳ khác thì ghi thêm -k KỲ.",
)
FILE_AMBIGUOUS = Sentence(
    "Có nhiều tệp tên “{name}” với nội dung khác nhau: {listed}.",
    "Đề nghị ghi mã trong danh sách trên thay cho tên tệp.",
)
NOT_A_RETURN = Sentence(
    "Không lấy được số liệu từ tệp {name} ({state}): {reason}", "Đề nghị cơ quan gửi lại biểu mẫu đã phát hành."
)
ARCHIVE_LACKS = Sentence(
    "Bản lưu của tệp {name} không còn trong thư mục archive.",
    "Đề nghị khôi phục thư mục archive từ bản sao lưu, rồi chạy cchc doctor.",
)

# --- mail -------------------------------------------------------------------------------------------------------
MAIL_NOT_SET = Sentence(
    "Chưa cài đặt máy chủ thư để gửi.",
    "Đề nghị ghi may_chu và dia_chi ở mục [thu_gui] trong cchc.toml, hoặc chạy với --dry-run để tạo bản nháp thư.",
)
MAILBOX_NOT_SET = Sentence(
    "Chưa cài đặt máy chủ thư để nhận.",
    "Đề nghị ghi may_chu và tai_khoan ở mục [thu_nhan] trong cchc.toml, hoặc lưu thư thành tệp .eml, .msg rồi chép vào "
    "thư mục returned.",
)
MAIL_UNREACHABLE = Sentence(
    "Không kết nối được máy chủ thư {host}:{port} ({reason}).",
    "Đề nghị kiểm tra mạng, tên máy chủ, cổng và kiểu bảo mật trong cchc.toml.",
)
MAIL_CERTIFICATE = Sentence(
    "Chứng thư bảo mật của máy chủ thư {host} không đáng tin cậy ({reason}); đã dừng, chưa gửi hay nhận thư nào.",
    "Đề nghị kiểm tra tên máy chủ trong cchc.toml và ngày giờ của máy tính, hoặc hỏi nơi quản lý thư.",
)
MAIL_NO_TLS = Sentence(
    "Máy chủ thư {host} không hỗ trợ kết nối bảo mật đã chọn; đã dừng, chưa gửi hay nhận thư nào.",
    "Đề nghị đổi bao_mat và cong trong cchc.toml theo hướng dẫn của nơi quản lý thư "
    "(thường là tls: gửi thư cổng 465, nhận thư cổng 993).",
)
MAIL_LOGIN = Sentence(
    "Máy chủ thư {host} không chấp nhận tài khoản {user} hoặc mật khẩu.",
    "Đề nghị kiểm tra tài khoản, mật khẩu (nhiều nơi yêu cầu mật khẩu ứng dụng).",
)
MAIL_PASSWORD_ASCII = Sentence(
    "Mật khẩu thư có ký tự có dấu, máy chủ thư không dùng được.",
    "Đề nghị đổi mật khẩu chỉ gồm chữ cái không dấu, chữ số và ký hiệu.",
)
MAIL_PASSWORD_NEEDED = Sentence(
    "Chưa có mật khẩu của tài khoản thư {user}.",
    "Đề nghị đặt biến môi trường {variable}, hoặc chạy lệnh trong cửa sổ lệnh để nhập mật khẩu.",
)
MAILBOX_FOLDER = Sentence(
    "Máy chủ thư {host} không mở được thư mục “{folder}” hoặc không nhận lệnh.",
    "Đề nghị kiểm tra thu_muc, chuyen_den trong cchc.toml.",
)
LETTER_FAULTY = Sentence("Mẫu thư {file} có lỗi: {reason}.", "Đề nghị sửa, hoặc xóa tệp này để dùng mẫu có sẵn.")
LETTER_NO_SUBJECT = Sentence(
    "Mẫu thư {file} thiếu dòng tiêu đề.", "Đề nghị ghi ở dòng đầu tiên: {word} nội dung tiêu đề"
)
NOTHING_ISSUED = Sentence(
    "Không tìm thấy biểu mẫu đã phát hành của {agency} ({file}).", "Đề nghị chạy lại: cchc generate {period}"
)
WRONG_ATTACHMENT = Sentence(
    "Tệp {file} không phải biểu mẫu của {agency}; chưa gửi.", "Đề nghị chạy lại cchc generate rồi gửi."
)

# --- the return to the next level -------------------------------------------------------------------------------------
NO_PROVINCE_CODE = Sentence(
    "Chưa biết mã của tỉnh để lập báo cáo gửi cấp trên.",
    "Đề nghị ghi rõ biểu mẫu cấp trên đã gửi (--template TỆP), hoặc ghi mã vào mục [tinh], dòng ma, trong cchc.toml.",
)
NOT_A_TEMPLATE = Sentence(
    "Tệp {file} không phải biểu mẫu do cấp trên phát hành.",
    "Đề nghị chọn đúng tệp cấp trên đã gửi, chưa chép sang tệp khác.",
)
FOREIGN_TEMPLATE = Sentence(
    "Biểu mẫu {file} là của “{name}” (mã {code}), không phải của “{ours}”.",
    'Đề nghị dùng biểu mẫu cấp trên gửi cho đơn vị mình; nếu đúng là biểu mẫu này, ghi ma = "{code}" vào mục [tinh] '
    "của cchc.toml rồi chạy lại.",
)
OWN_TEMPLATE = Sentence(
    "Tệp {file} là biểu mẫu do chính nơi này phát hành cho {agency}, không phải biểu mẫu của cấp trên.",
    "Đề nghị chọn đúng tệp cấp trên đã gửi cho tỉnh.",
)
OTHER_TEMPLATE = Sentence(
    "Biểu mẫu {file} là của {found}, khác số liệu đang tổng hợp ({ours}).",
    "Đề nghị chọn biểu mẫu cùng phiên bản và cùng kỳ, hoặc ghi rõ kỳ bằng --period.",
)

# --- other shapes ---------------------------------------------------------------------------------------------------
SHAPE_UNKNOWN = Sentence("Không có dạng tệp “{text}”.", "Đề nghị chọn trong: {known}; hoặc all (mọi dạng).")
NO_DASK = Sentence(
    "Máy này chưa cài thư viện Dask.", 'Đề nghị chạy: pip install ".[dask]", hoặc bỏ --dask để đọc trên máy này.'
)
CLUSTER_LOST = Sentence(
    "Mất kết nối với cụm Dask khi đang đọc tệp.",
    "Đề nghị chạy lại: phần đã đọc được giữ; hoặc bỏ --dask để đọc trên máy này.",
)
NO_WORKERS = Sentence(
    "Cụm Dask tại {address} chưa có máy nào nhận việc.",
    "Đề nghị khởi động ít nhất một máy (dask worker {address}), hoặc bỏ --dask để đọc trên máy này.",
)
NO_CLUSTER = Sentence(
    "Không kết nối được với cụm Dask tại {address}.",
    "Đề nghị kiểm tra địa chỉ bộ điều phối (dạng tcp://MÁY:8786) và phiên bản thư viện, hoặc bỏ --dask.",
)
NO_PARQUET = Sentence(
    "Chưa cài thư viện ghi tệp Parquet.", 'Đề nghị cài thêm: pip install ".[parquet]", hoặc chọn dạng csv.'
)
NO_OFFICE = Sentence(
    "Không tìm thấy LibreOffice trên máy để tạo tệp PDF.",
    "Đề nghị cài LibreOffice, hoặc chọn dạng docx rồi lưu thành PDF bằng Word.",
)
OFFICE_FAILED = Sentence(
    "LibreOffice không tạo được tệp PDF.",
    "Đề nghị kiểm tra LibreOffice Writer đã được cài, hoặc chọn dạng docx rồi lưu thành PDF bằng Word.",
)
