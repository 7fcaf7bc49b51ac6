"""Messages to the desk: what errors say, conflicts to decide, what the doctor finds, the log of an agency."""

from __future__ import annotations

from cchc_excel.messages import Sentence

# --- periods ----------------------------------------------------------------------------------------------------
PERIOD_UNREADABLE = Sentence(
    "Không hiểu được kỳ báo cáo “{key}”.",
    "Đề nghị ghi theo dạng 2021-Q1, 2021-6T, 2021-9T, 2021-NAM hoặc 2021-T1 … 2021-T12.",
)
#: In place of the name of an agency that the register no longer has.
LEFT_REGISTER = "cơ quan không còn trong danh mục"
PERIOD_NOT_ISSUED = Sentence(
    "Kỳ {period} chưa phát hành biểu mẫu.", "Đề nghị chạy: cchc generate {period}. Các kỳ đã phát hành: {known}."
)
LEDGER_LOST = Sentence(
    "Sổ theo dõi trống, nhưng kho lưu archive đã có dữ liệu của các kỳ đã phát hành.",
    "Đề nghị dựng lại sổ theo dõi từ kho lưu: cchc doctor --rebuild",
)
LEDGER_OLDER = Sentence(
    "Kho lưu archive có những điều mà sổ theo dõi cchc.sqlite không biết (thư đã gửi, tệp đã nhận, quyết định): sổ này "
    "là bản cũ vừa chép lại, hoặc là của máy khác (hai máy cùng làm trên một thư mục đồng bộ). Đã dừng, chưa ghi gì.",
    "Nếu hai máy dùng chung thư mục này, đề nghị chỉ làm trên một máy và chờ đồng bộ xong. Sau đó dựng lại sổ theo dõi "
    "từ kho lưu: cchc doctor --rebuild",
)
PERIOD_NEEDED = Sentence(
    "Chưa có kỳ nào được phát hành biểu mẫu.", "Đề nghị chạy cchc generate kèm kỳ báo cáo, ví dụ: cchc generate 2021-Q1"
)
PERIODS_OPEN = Sentence("Có nhiều kỳ chưa hết hạn nộp: {periods}.", "Đề nghị ghi rõ kỳ, ví dụ: -k {first}")
PERIOD_FAR = Sentence(
    "Kỳ {period} có số liệu từ ngày {begin}, còn lâu mới đến; có thể ghi nhầm năm.",
    "Nếu đúng là kỳ này, đề nghị chạy: cchc generate {period} --yes",
)
DEADLINE_ODD = Sentence(
    "Hạn nộp {deadline} không hợp với kỳ {period} (số liệu đến ngày {end}); có thể ghi nhầm.",
    "Nếu đúng là ngày này, đề nghị chạy lại lệnh với --yes.",
)
CAMPAIGN_USED = Sentence(
    "Kỳ {period} đã được sử dụng ({letters} thư đã gửi, {files} tệp đã nhận hoặc đang chờ); không thu hồi được.",
    "Đề nghị giữ kỳ này; các lệnh sau ghi rõ kỳ bằng -k KỲ.",
)
ISSUE_OTHER_FORM = Sentence(
    "Kỳ {period} đã phát hành theo biểu mẫu {issued}, khác với {asked}.",
    "Đề nghị giữ nguyên biểu mẫu đã phát hành trong kỳ.",
)

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
SETTINGS_UNREADABLE = Sentence(
    "Không đọc được tệp {path}.",
    "Đề nghị kiểm tra quyền đọc của tệp, đóng tệp nếu đang mở bằng chương trình khác, rồi chạy lại.",
)
NOT_UTF8 = "tệp không lưu dạng UTF-8 (đề nghị mở bằng Notepad, chọn Save As, Encoding: UTF-8)"
CURLY_QUOTES = "dòng {line}: dấu ngoặc kép cong, đề nghị gõ lại bằng dấu thẳng"
BAD_SYNTAX = "dòng {line}: không đúng cách ghi (“{text}”)"
SETTING_BAD = "mục {key} có giá trị không hợp lệ"
SETTING_ADDRESS = "địa chỉ “{email}” {reason}"
SETTING_SERVER = "“{name}” không phải là tên máy chủ (tên máy chủ có dạng mail.tinh.gov.vn)"
SETTING_UNKNOWN = "mục {key} không có trong quy định"
KEY_MISSING = Sentence(
    "Không có tệp cchc.key trong thư mục làm việc.",
    "Đề nghị khôi phục tệp này từ bản sao lưu: thiếu nó thì không kiểm tra được con dấu của biểu mẫu đã phát hành.",
)
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
FOLDER_UNREADABLE = Sentence(
    "Không đọc được thư mục {path} (không có quyền đọc, hoặc mất kết nối đến ổ đĩa).",
    "Đề nghị kiểm tra quyền đọc của thư mục và kết nối đến ổ đĩa, rồi chạy lại.",
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
ASSIGNED_OTHER_PERIOD = (
    "Lưu ý: tệp là biểu mẫu của kỳ {heading}, không phải {period}. Nếu nhầm, đề nghị chuyển tệp sang kỳ "
    "đó: cchc assign {file_id} --agency {agency} -k KỲ"
)
#: That a file counted for another agency or period before it was assigned, and what counts there now.
ASSIGNED_FROM_PERIOD = (
    "Lưu ý: tệp đã tiếp nhận trong kỳ {before}, nay chuyển sang kỳ {now} và không còn trong kỳ {before}."
)
ASSIGNED_AWAY = "Lưu ý: trước đó tệp này là báo cáo của {agency} kỳ {period}; nay {agency} {now}."
NOTHING_COUNTS = "không còn báo cáo nào được tính trong kỳ {period}"
ANOTHER_COUNTS = "được tính theo tệp {file}"
ASSIGN_NEEDS_PASSWORD = Sentence(
    "Tệp {name} được bảo vệ bằng mật khẩu, chưa đọc được.",
    "Đề nghị chạy lại và nhập mật khẩu: cchc assign {file_id} --agency {agency} -k {period} --password",
)
NOT_YET = Sentence("Ngày nhận {day} chưa đến.", "Đề nghị ghi lại ngày nhận.")
RECEIVED_EARLY = Sentence(
    "Ngày nhận {day} trước ngày sớm nhất có thể nhận báo cáo của kỳ {period} ({issued}); có thể ghi nhầm.",
    "Nếu đúng là ngày này, đề nghị chạy lại lệnh với --yes.",
)
EXTENSION_FAR = Sentence(
    "Hạn mới {deadline} muộn hơn hạn nộp của kỳ {period} ({due}) trên một năm; có thể ghi nhầm.",
    "Nếu đúng là ngày này, đề nghị chạy lại lệnh với --yes.",
)
NOT_LATER = Sentence("Hạn mới {deadline} sớm hơn hạn nộp của kỳ ({due}).", "Đề nghị ghi ngày từ {due} trở đi.")
REDATED = Sentence("Thời điểm nhận sửa từ {before} thành {when}.")
NOT_REDATED = Sentence(
    "Thời điểm nhận vẫn là {when}.",
    "Nếu cần sửa, đề nghị ghi rõ tệp nào bằng số của tệp: cchc collect {file_id} -k {period} --received NGÀY",
)
DAY_NEEDED = Sentence(
    "Tệp số {file_id} đã được tiếp nhận.",
    "Đề nghị ghi thêm ngày nhận để sửa: cchc collect {file_id} -k {period} --received NGÀY",
)
FILE_NOT_RECEIVED = Sentence(
    "Chưa nhận tệp nào có tên “{name}” trong kỳ {period}.",
    "Đề nghị ghi đúng tên tệp như cchc collect đã nêu, hoặc chỉ đường dẫn đến tệp; tệp của kỳ khác thì ghi thêm -k KỲ.",
)
FILE_AMBIGUOUS = Sentence(
    "Có nhiều tệp tên “{name}” với nội dung khác nhau: {listed}.",
    "Đề nghị ghi mã trong danh sách trên thay cho tên tệp.",
)
NO_SUCH_TABLE = Sentence(
    "Tệp {name} không có bảng số liệu của biểu mẫu trên sheet “{sheet}”.",
    "Đề nghị ghi đúng tên sheet như khi mở tệp bằng Excel; nếu tệp có mật khẩu thì bỏ mật khẩu trước.",
)
NOT_A_RETURN = Sentence(
    "Không lấy được số liệu từ tệp {name} ({state}): {reason}", "Đề nghị cơ quan gửi lại biểu mẫu đã phát hành."
)
PACKAGE_NOT_A_RETURN = Sentence(
    "Tệp {name} là gói chứa các tệp khác, không phải báo cáo của cơ quan nào. Trong gói có: {files}.",
    "Đề nghị xác định từng tệp trong gói: cchc assign SỐ-TỆP --agency MÃ-CƠ-QUAN -k {period}",
)
PACKAGE_WITHOUT_FILES = Sentence(
    "Tệp {name} là gói chứa các tệp khác, không phải báo cáo của cơ quan nào; không có tệp nào được nhận riêng từ gói "
    "này.",
    "Đề nghị mở gói, chép các tệp trong đó vào thư mục nhận rồi chạy cchc collect.",
)
LETTER_WITHOUT_FILES = Sentence(
    "Thư {name} không có tệp nào để lấy số liệu, không phải báo cáo của cơ quan nào.",
    "Đề nghị xem nội dung thư; nếu cần, yêu cầu cơ quan gửi tệp báo cáo.",
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
MAIL_PASSWORD_OF_NO_SERVER = Sentence(
    "Mật khẩu của tài khoản thư {user} lưu trước đây trong kho mật khẩu của máy không ghi máy chủ, nên không được gửi "
    "đến máy chủ {host}.",
    "Đề nghị kiểm tra may_chu trong cchc.toml; nếu đúng, lưu lại mật khẩu: keyring set {service} {user}; hoặc đặt biến "
    "môi trường {variable}.",
)
MAILBOX_FOLDER = Sentence(
    "Máy chủ thư {host} không mở được thư mục “{folder}” hoặc không nhận lệnh.",
    "Đề nghị kiểm tra thu_muc, chuyen_den trong cchc.toml.",
)
MAILBOX_ODD = Sentence(
    "Máy chủ thư {host} trả lời không đúng giao thức IMAP; đã dừng, thư chưa lấy vẫn ở trong hộp thư.",
    "Đề nghị kiểm tra may_chu và cong ở mục [thu_nhan] trong cchc.toml rồi chạy lại; nếu vẫn vậy, gửi tệp cchc.log cho "
    "nơi quản lý thư, và lưu thư thành tệp .eml, .msg rồi chép vào thư mục returned.",
)
LETTER_FAULTY = Sentence(
    "Mẫu thư {file} có lỗi: {reason}.",
    "Đề nghị sửa (chỉ dùng các mục: {fields}; ghi trong hai dấu ngoặc nhọn, ví dụ {{{{ co_quan }}}}), hoặc xóa tệp này "
    "để dùng mẫu có sẵn.",
)
LETTER_FIELD_UNKNOWN = "dòng {line}: không có mục {names}"
LETTER_UNREADABLE = Sentence(
    "Không đọc được mẫu thư {file}.",
    "Đề nghị kiểm tra quyền đọc của tệp, đóng tệp nếu đang mở bằng chương trình khác, rồi chạy lại; hoặc xóa tệp này "
    "để dùng mẫu có sẵn.",
)
LETTER_NO_SUBJECT = Sentence(
    "Mẫu thư {file} thiếu dòng tiêu đề.", "Đề nghị ghi ở dòng đầu tiên: {word} nội dung tiêu đề"
)
NOTHING_ISSUED = Sentence(
    "Không tìm thấy biểu mẫu đã phát hành của {agency} ({file}).", "Đề nghị chạy lại: cchc generate {period}"
)
WRONG_ATTACHMENT = Sentence(
    "Tệp {file} không phải biểu mẫu của {agency}; chưa gửi.", "Đề nghị chạy lại cchc generate rồi gửi."
)
CHANGED_ATTACHMENT = Sentence(
    "Tệp {file} trong thư mục templates đã có người điền hoặc sửa sau khi phát hành; chưa gửi.",
    "Đề nghị chạy lại: cchc generate {period} (tệp đã sửa được giữ lại bên cạnh), rồi gửi.",
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
    "Máy này chưa cài thư viện Dask.", "Đề nghị chạy: pip install distributed, hoặc bỏ --dask để đọc trên máy này."
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
    "Chưa cài thư viện ghi tệp Parquet.", "Đề nghị cài thêm: pip install pyarrow, hoặc chọn dạng csv."
)
NO_OFFICE = Sentence(
    "Không tìm thấy LibreOffice trên máy để tạo tệp PDF.",
    "Đề nghị cài LibreOffice, hoặc chọn dạng docx rồi lưu thành PDF bằng Word.",
)
OFFICE_FAILED = Sentence(
    "LibreOffice không tạo được tệp PDF.",
    "Đề nghị kiểm tra LibreOffice Writer đã được cài, hoặc chọn dạng docx rồi lưu thành PDF bằng Word.",
)

# --- conflicts ------------------------------------------------------------------------------------------------------
#: A file with its number, by which commands name it: two files may have one name.
NUMBERED_FILE = "“{name}” (số {file_id})"
CONFLICTS = {
    "empty": Sentence(
        "Cơ quan {agencies} nộp tệp chưa điền số liệu và ghi chú nào ({files}).",
        "Đề nghị liên hệ để cơ quan điền và gửi lại; nếu cơ quan thực sự không có gì để báo cáo, "
        "xác nhận: cchc assign {file_id} --agency {agency} -k {period}",
    ),
    "far_fewer": Sentence(
        "Cơ quan {agencies} nộp lần sau ít số liệu hơn nhiều ({now}, lần trước {before}): {files}; "
        "đang tính tệp “{chosen}”.",
        "Đề nghị hỏi cơ quan tệp nào đúng rồi chạy: cchc assign SỐ-TỆP --agency {agency} -k {period}",
    ),
    "older": Sentence(
        "Tệp “{file}” của cơ quan {agencies} tiếp nhận sau nhưng có ngày ({day}) sớm hơn tệp đang tính “{chosen}” "
        "({counted}).",
        "Nếu tệp tiếp nhận sau mới đúng, chạy: cchc assign {file_id} --agency {agency} -k {period}; nếu không, "
        "xác nhận tệp đang tính: cchc assign {chosen_id} --agency {agency} -k {period}",
    ),
    "blank": Sentence(
        "Tệp “{file}” của cơ quan {agencies} tiếp nhận sau nhưng chưa điền số liệu nào; vẫn tính tệp “{chosen}”.",
        "Nếu cơ quan rút số liệu đã nộp, chạy: cchc assign {file_id} --agency {agency} -k {period}; nếu không, "
        "xác nhận tệp đang tính: cchc assign {chosen_id} --agency {agency} -k {period}",
    ),
    "decided": Sentence(
        "Tệp “{file}” của cơ quan {agencies} (ngày {day}) tiếp nhận sau khi đã chọn tệp “{chosen}” và chưa được tính.",
        "Nếu tệp tiếp nhận sau mới đúng, chạy: cchc assign {file_id} --agency {agency} -k {period}; nếu không, "
        "xác nhận tệp đang tính: cchc assign {chosen_id} --agency {agency} -k {period}",
    ),
    "same_time": Sentence(
        "Cơ quan {agencies} có nhiều tệp khác nhau nhận cùng lúc ({when}): {files}; đang tính tệp “{chosen}”.",
        "Đề nghị hỏi cơ quan tệp nào đúng rồi chạy: cchc assign SỐ-TỆP --agency {agency} -k {period}",
    ),
    "same_figures": Sentence(
        "Các cơ quan {agencies} có số liệu giống hệt nhau ({files}).",
        "Đề nghị xác minh với cơ quan; nếu đúng, xác nhận từng tệp: cchc assign SỐ-TỆP --agency MÃ-CƠ-QUAN -k {period}",
    ),
    "same_as_before": Sentence(
        "Cơ quan {agencies} nộp số liệu giống hệt kỳ {last} ({files}).",
        "Đề nghị xác minh với cơ quan; nếu đúng, xác nhận: cchc assign {file_id} --agency {agency} -k {period}",
    ),
    "day_early": Sentence(
        "Tệp {files} của cơ quan {agencies} có ngày nhận {day}, trước ngày sớm nhất có thể nhận ({issued}); chưa tính "
        "là đúng hạn.",
        "Đề nghị xác định ngày nhận rồi chạy: cchc collect {file_id} -k {period} --received NGÀY",
    ),
    "day_ahead": Sentence(
        "Tệp {files} của cơ quan {agencies} ghi ngày chưa đến; tạm lấy ngày tiếp nhận {day}, chưa tính là đúng hạn.",
        "Đề nghị xác định ngày nhận rồi chạy: cchc collect {file_id} -k {period} --received NGÀY",
    ),
    "day_differs": Sentence(
        "Thư của cơ quan {agencies} ghi gửi lúc {sent}, đúng hạn; ngày nhận ghi trong sổ là {day}, trễ hạn ({files}).",
        "Nếu có căn cứ cơ quan đã gửi đúng hạn, chạy: cchc collect {file_id} -k {period} --received NGÀY; nếu không, "
        "chạy lệnh đó với ngày {day}.",
    ),
}

# --- what the doctor finds ------------------------------------------------------------------------------------------
TROUBLES = {
    "damaged": Sentence(
        "Bản lưu {file} đã bị thay đổi hoặc hỏng so với khi nhận.",
        "Đề nghị khôi phục tệp này từ bản sao lưu, hoặc yêu cầu cơ quan gửi lại.",
    ),
    "missing": Sentence(
        "Bản lưu của tệp {name} (kỳ {period}) không còn trong thư mục archive.",
        "Đề nghị khôi phục thư mục archive từ bản sao lưu.",
    ),
    "unrecorded": Sentence(
        "Tệp {name} đã lưu ({file}) nhưng chưa ghi vào sổ theo dõi.",
        "Đề nghị chạy lại cchc collect; nếu vẫn còn thì chạy: cchc doctor --rebuild",
    ),
    "lost": Sentence(
        "Tệp {name} (kỳ {period}) có trong sổ theo dõi cũ nhưng không còn bản lưu nguyên vẹn: sổ mới không có tệp này.",
        "Đề nghị khôi phục thư mục archive từ bản sao lưu rồi chạy lại: cchc doctor --rebuild",
    ),
    "locked": Sentence(
        "Báo cáo {name} (kỳ {period}) đã được tiếp nhận trước đây, nay không đọc được vì tệp có mật khẩu.",
        "Đề nghị chạy lại và nhập mật khẩu: cchc doctor --rebuild --password",
    ),
    "answers": Sentence(
        "Nội dung báo cáo {name} (kỳ {period}) trong sổ theo dõi bị hỏng, không được tổng hợp.",
        "Đề nghị dựng lại sổ theo dõi từ kho lưu: cchc doctor --rebuild",
    ),
    "failed": Sentence(
        "Chương trình chưa xử lý được tệp {name} (kỳ {period}).",
        "Đề nghị gửi tệp này cùng tệp cchc.log cho người hỗ trợ.",
    ),
    "note_damaged": Sentence(
        "Ghi chép {file} trong kho lưu không đọc được.", "Đề nghị khôi phục tệp này từ bản sao lưu."
    ),
    "key_other": Sentence(
        "Tệp cchc.key không phải là tệp đã dùng khi phát hành biểu mẫu (kỳ {periods}): con dấu của báo cáo gửi về "
        "sẽ bị coi là sai.",
        "Đề nghị khôi phục tệp cchc.key cũ từ bản sao lưu; chưa phát hành thêm biểu mẫu cho đến khi khôi phục.",
    ),
    "key_open": Sentence(
        "Người dùng khác trên máy đọc hoặc sửa được tệp {file}: ai có tệp này đều làm giả được con dấu của biểu mẫu.",
        "Đề nghị chỉ để chủ sở hữu đọc và ghi: chmod 600 {file}",
    ),
    "not_counted": Sentence(
        "Báo cáo {name} (kỳ {period}, {agency}) đã tiếp nhận nhưng không được tổng hợp: {reason}.",
        "Đề nghị xem cchc status -k {period} và sửa co-quan.xlsx nếu cần.",
    ),
    "chosen": Sentence(
        "Cơ quan {agency} (kỳ {period}) không có đúng một báo cáo được ghi là đang tính; đã chọn một theo ngày nhận và "
        "lần nộp.",
        "Đề nghị xem cchc history {agency} -k {period}; nếu báo cáo khác mới đúng, chạy cchc assign.",
    ),
    "anew": Sentence(
        "Tệp {name} (kỳ {period}) không có ghi chép về kết quả trước đây, nay chờ xác định cơ quan.",
        "Đề nghị xác minh rồi chạy: cchc assign {file_id} --agency MÃ-CƠ-QUAN -k {period}",
    ),
    "kept": Sentence("Đã giữ {count} thư, gia hạn chỉ có trong sổ theo dõi cũ."),
    "notes": Sentence("Đã ghi lại theo sổ theo dõi {count} ghi chép trong kho lưu."),
    "leftover": Sentence("Đã dọn tệp ghi dở {file} do lần chạy trước bị ngắt."),
}
#: One line in place of one for each file, where there are hundreds.
MANY_UNRECORDED = Sentence(
    "{count} tệp đã lưu ({names}, …) nhưng chưa ghi vào sổ theo dõi, thường do lần chạy trước bị ngắt.",
    "Đề nghị chạy lại cchc collect; nếu vẫn còn thì chạy: cchc doctor --rebuild",
)

#: A rebuild does not begin where something would be lost by it.
REBUILD_DAMAGED = Sentence(
    "Chưa dựng lại sổ theo dõi vì kho lưu có tệp không đọc được hoặc đã bị thay đổi: {files}.",
    "Đề nghị khôi phục các tệp này từ bản sao lưu. Nếu không còn bản nào, chuyển chúng ra khỏi thư mục archive rồi "
    "chạy lại: những gì ghi trong đó sẽ không có trong sổ mới.",
)
REBUILD_NO_CAMPAIGN = Sentence(
    "Chưa dựng lại sổ theo dõi vì kho lưu có tệp của kỳ {periods} nhưng không còn ghi chép về kỳ đó "
    "(archive/campaigns).",
    "Đề nghị khôi phục thư mục archive/campaigns từ bản sao lưu rồi chạy lại.",
)
AND_MORE = " và {count} tệp khác"
REBUILD_VERDICT = Sentence(
    "Tệp {name} (kỳ {period}, số {file_id}) giữ nguyên như đã quyết định: {was}; theo danh mục hiện nay sẽ là "
    "{would_be}."
)

REBUILD_CHANGED = Sentence(
    "Tệp {name} (số {file_id}) trong sổ theo dõi cũ là: {was}; nay là: {would_be}.",
    "Đề nghị đối chiếu; nếu sổ cũ mới đúng, chạy cchc assign.",
)

# --- the log of an agency -------------------------------------------------------------------------------------------
LOG_ISSUED = "Phát hành biểu mẫu lần {number}: {file}"
LOG_LETTER = "{kind}, thư gửi {to}: {state}{detail}"
LOG_RECEIVED = "Nhận tệp {name}: {state}. {reason}"
LOG_FOUND = " Còn {errors} lỗi, {warnings} cảnh báo."
LOG_DECIDED = " Được chọn theo quyết định."
LOG_REDATED = " Thời điểm nhận được sửa theo quyết định, trước đó là {before}."
LOG_ASSIGNED_AWAY = "Tệp {name} ghi là của cơ quan này, được xác định là báo cáo của {agency} theo quyết định."
LOG_EXTENDED = "Hạn nộp riêng: {deadline}"
