"""The texts of the command line: help, questions, results."""

from __future__ import annotations

# --- help ---------------------------------------------------------------------------------------------------------
APP = (
    "Phát hành biểu mẫu Excel có khóa, tiếp nhận, kiểm tra và tổng hợp báo cáo cải cách hành chính.\n\n"
    "Bắt đầu: cchc demo (xem thử bằng số liệu mẫu) hoặc cchc init (tạo thư mục làm việc)."
)
DEMO = "Chạy thử toàn bộ quy trình bằng số liệu mẫu trong một thư mục mới."
INIT = "Tạo thư mục làm việc: cài đặt, danh mục cơ quan, các thư mục."
GENERATE = "Phát hành biểu mẫu của một kỳ: mỗi cơ quan một tệp Excel có khóa."
COLLECT = "Tiếp nhận các tệp báo cáo (mặc định: thư mục returned/<kỳ>/)."
CHECK = "Kiểm tra số liệu các báo cáo đã tiếp nhận."
FEEDBACK = "Tạo tệp trả lại cơ quan: số liệu đã nộp, ô cần sửa tô màu, danh sách đề nghị."
CONSOLIDATE = "Tổng hợp các báo cáo thành một tệp Excel toàn tỉnh."
STATUS = "Xem tình hình nộp: đã nộp, trễ hạn, chưa nộp, có lỗi."
ASSIGN = "Xác định một tệp là báo cáo của cơ quan nào, hoặc chọn tệp được tính khi có nhiều tệp."
HISTORY = "Xem các lần nộp của một cơ quan và từng ô thay đổi giữa các lần."
DOCTOR = "Kiểm tra kho lưu và sổ theo dõi; dựng lại sổ theo dõi từ kho lưu khi cần."
SEND = "Gửi thư phát hành: mỗi cơ quan nhận biểu mẫu của chính mình, không gửi trùng."
REMIND = "Nhắc các cơ quan chưa nộp, mỗi ngày nhiều nhất một thư."
EXTEND = "Gia hạn nộp cho một cơ quan."
LOG = "Xem nhật ký của một cơ quan: phát hành, thư từ, tiếp nhận."
FORM = "Xem và kiểm tra định nghĩa biểu mẫu."
FORM_LIST = "Liệt kê các biểu mẫu hiện có."
FORM_SHOW = "Xem danh mục chỉ tiêu của một biểu mẫu: loại, quy tắc, cách tổng hợp, quyền số."
FORM_CHECK = "Kiểm tra một tệp định nghĩa biểu mẫu (.yaml)."

OPTION_WORKSPACE = "Thư mục làm việc (mặc định: thư mục hiện tại)."
OPTION_VERSION = "Hiện phiên bản."
OPTION_PERIOD = "Kỳ báo cáo, ví dụ 2021-Q1 (mặc định: kỳ phát hành gần nhất)."
OPTION_DEADLINE = "Hạn nộp, dạng ngày/tháng/năm (mặc định: theo cchc.toml)."
OPTION_RECEIVED = (
    "Ngày nhận các tệp này, dạng ngày/tháng/năm (mặc định: ngày sửa cuối của từng tệp). Tệp đã nhận chỉ sửa ngày khi "
    "ghi rõ tên tệp."
)
OPTION_AGENCY = "Chỉ một cơ quan (mã cơ quan)."
OPTION_ALL = "Hiện cả thông tin và các cảnh báo đã giải trình."
OPTION_STRICT = "Kết thúc với mã 1 nếu có lỗi số liệu."
OPTION_JSON = "In kết quả dạng JSON."
OPTION_SHEET_LOCK = "Hiện mật khẩu khóa sheet của kỳ."
OPTION_ERRORS = "Cách xử lý số liệu lỗi: bo_so_lieu, bo_bao_cao hoặc tinh_tat_ca (mặc định: theo cchc.toml)."
OPTION_ALSO = (
    "Ghi thêm các dạng khác, cách nhau bằng dấu phẩy: csv, parquet (số liệu), docx, pdf (phụ lục), html (tổng quan); "
    "all là mọi dạng máy này làm được."
)
OPTION_AS_RETURN = "Lập báo cáo của tỉnh gửi cấp trên: biểu mẫu điền số liệu toàn tỉnh, n/N ở cột Ghi chú."
OPTION_TEMPLATE = "Biểu mẫu cấp trên đã gửi cho tỉnh (dùng với --as-return)."
OPTION_MORE = "Thêm bốn kỳ sau (quý II/2021 đến quý I/2022) để xem so sánh giữa các kỳ; mất khoảng nửa phút."
OPTION_NAME = "Tên tỉnh, thành phố, ví dụ “tỉnh Sóc Trăng”."
OPTION_SENDER = "Cơ quan thu báo cáo, ví dụ “Sở Nội vụ”."
OPTION_OPEN = "Hỏi mật khẩu để mở các tệp có mật khẩu."
DASK_ALONE = ("--dask không dùng cùng --mailbox.", "Đề nghị bỏ một trong hai tùy chọn.")
OPTION_DASK = "Đọc tệp trên cụm Dask tại địa chỉ này, ví dụ tcp://10.0.0.5:8786 (mặc định: đọc trên máy này)."
OPTION_MAILBOX = "Lấy báo cáo từ hộp thư (mục thu_nhan trong cchc.toml); thư vẫn ở nguyên trong hộp thư."
OPTION_OWNER = "Mã cơ quan nộp tệp này."
OPTION_REBUILD = "Dựng lại sổ theo dõi từ kho lưu (sổ cũ được giữ lại một bản)."
ARGUMENT_FILE = "Đường dẫn hoặc tên tệp đã nhận."
ARGUMENT_AGENCY = "Mã cơ quan."
ASK_FOR_KEY = "Mật khẩu mở tệp"
OPTION_DRY_RUN = "Không gửi; ghi bản nháp thư (.eml) vào drafts/<kỳ>/ để mở bằng chương trình thư."
OPTION_RETRY_UNKNOWN = "Gửi lại cả những thư không rõ kết quả (có thể cơ quan đã nhận)."
OPTION_AGAIN = "Gửi lại cả những thư đã gửi."
OPTION_YES = "Gửi luôn, không hỏi lại."
OPTION_TEXT = "Không gửi thư; in lời nhắn ngắn cho từng cơ quan để dán vào Zalo hoặc tin nhắn."
OPTION_SEND = "Gửi từng tệp trả lại cho cơ quan qua thư điện tử."
ARGUMENT_DAY = "Hạn nộp mới, dạng ngày/tháng/năm."
ASK_MAIL = "Mật khẩu thư của {user}"
ARGUMENT_DEMO_FOLDER = "Thư mục mới để chạy thử."
ARGUMENT_INIT_FOLDER = "Thư mục cần tạo (mặc định: thư mục hiện tại)."
ARGUMENT_PERIOD = "Kỳ báo cáo: 2021-Q1, 2021-6T, 2021-9T, 2021-NAM, 2021-T1 …"
ARGUMENT_PATHS = "Tệp hoặc thư mục cần tiếp nhận."
ARGUMENT_FORM = "Mã biểu mẫu và phiên bản, ví dụ PL2-B1/2021.1 (mặc định: phiên bản mới nhất)."
OPTION_CODE = "Chỉ xem một chỉ tiêu hoặc một mục, ví dụ III.6 hoặc III."
ARGUMENT_DEFINITION = "Tệp định nghĩa biểu mẫu."

# --- headings of the help -----------------------------------------------------------------------------------------
USAGE = "Cách dùng:"
PANELS = {"arguments": "Tham số", "options": "Tùy chọn", "commands": "Lệnh", "errors": "Lỗi"}
HELP_OPTION = "Hiện hướng dẫn này."
DEFAULT = "[mặc định: {}]"
REQUIRED = "[bắt buộc]"
USAGE_WORDS = {"[OPTIONS]": "[TÙY CHỌN]", "COMMAND [ARGS]...": "LỆNH ..."}

# --- wrong use ----------------------------------------------------------------------------------------------------
ERROR = "Lỗi: {message}"
SEE_HELP = "Đề nghị xem hướng dẫn: {command} --help"
WRONG_USE = {
    "MissingParameter": "Thiếu tham số {name}.",
    "NoSuchOption": "Không có tùy chọn {name}.",
    "NoSuchCommand": "Không có lệnh “{name}”.",
    "BadParameter": "Giá trị của {name} không hợp lệ.",
    "BadOptionUsage": "Tùy chọn {name} thiếu giá trị hoặc dùng chưa đúng.",
}
WRONG_USE_OTHER = "Câu lệnh chưa đúng."
STOPPED = "Đã dừng theo yêu cầu. Phần đã làm xong được giữ nguyên; chạy lại lệnh để làm tiếp."
UNEXPECTED = (
    "Lỗi ngoài dự kiến của chương trình ({kind}). Không có tệp nhận về nào bị mất.",
    "Đề nghị chạy lại; nếu vẫn lỗi, gửi tệp {log} cho người hỗ trợ.",
)
BAD_DATE = ("Ngày “{text}” không hợp lệ.", "Đề nghị ghi dạng ngày/tháng/năm, ví dụ 17/03/2021.")
BAD_ERROR_RULE = (
    "Cách xử lý số liệu lỗi “{text}” không có.",
    "Đề nghị chọn một trong: bo_so_lieu, bo_bao_cao, tinh_tat_ca.",
)
NO_SUCH_AGENCY = ("Không có cơ quan “{code}” trong các báo cáo của kỳ.", "Đề nghị xem mã cơ quan bằng: cchc status")

# --- results ------------------------------------------------------------------------------------------------------
INIT_DONE = (
    "Đã tạo thư mục làm việc {folder}.\n"
    "Việc tiếp theo:\n"
    "  1. Mở cchc.toml bằng Notepad, {settings}.\n"
    "  2. Mở co-quan.xlsx bằng Excel, ghi các cơ quan phải báo cáo.\n"
    "  3. Chạy: cchc generate 2021-Q1 (thay bằng kỳ cần thu)."
)
#: By whether the province's and the desk's names were given.
INIT_SETTINGS = {
    (False, False): "ghi tên tỉnh và nơi nhận",
    (True, False): "ghi nơi nhận",
    (False, True): "ghi tên tỉnh",
    (True, True): "xem lại các cài đặt (hạn nộp, hộp thư)",
}
GENERATE_PROGRESS = "Phát hành biểu mẫu"
GENERATE_DONE = "Kỳ {period}: đã phát hành {count} biểu mẫu vào {folder}. Hạn nộp {deadline}."
GENERATE_NEXT = "Khi nhận báo cáo, chép vào {folder} rồi chạy: cchc collect -k {period}"
COLLECT_PROGRESS = "Đọc báo cáo"
CHECK_PROGRESS = "Kiểm tra"
FEEDBACK_PROGRESS = "Lập tệp trả lại"
CONSOLIDATE_PROGRESS = "Kiểm tra, tổng hợp"
DESK = "Mở Bàn làm việc: các trang trong trình duyệt của máy này, không cần gõ lệnh."
OPTION_NO_OPEN = "Không tự mở trình duyệt, chỉ nêu địa chỉ."
RUN = "Làm việc hằng ngày: lấy thư, nhận tệp, kiểm tra, lập tệp tổng hợp; không gửi thư, không tự quyết định."
ROUND_PROGRESS = "Cập nhật"
ROUND_STEPS = {
    "mailbox": "Lấy thư",
    "folder": "Nhận tệp",
    "check": "Kiểm tra",
    "master": "Lập tệp tổng hợp",
}
ROUND_FAULT = "{step}: chưa làm được. {message}"
ROUND_MASTER_NEW = "Đã lập tệp tổng hợp: {path}"
ROUND_MASTER_SAME = "Tệp tổng hợp không đổi: {path}"
ROUND_NEWS = "Mới: {returns} báo cáo, {files} tệp cần xem."
ROUND_NO_NEWS = "Không có tệp mới."
ROUND_MISSING = "Chưa nộp: {missing}/{all} cơ quan."
ROUND_COMPLETE = "Đủ {all}/{all} cơ quan đã nộp."
ROUND_WAITING = "Đang chờ xử lý: {waiting} việc nêu trên."
ROUND_QUIET = "Không có việc nào đang chờ xử lý."
ROUND_STOPPED = "Đã dừng giữa chừng; phần đã làm được giữ lại, lần sau làm tiếp."
COLLECT_TITLE = "Kết quả tiếp nhận"
COLLECT_HEADER = ("Tệp", "Cơ quan", "Tình trạng", "Lý do", "Đề nghị")
COLLECT_DONE = "Tổng số {all} tệp: {counts}."
COLLECT_NEXT = (
    "Việc tiếp theo: cchc check -k {period} (kiểm tra) hoặc cchc consolidate -k {period} (kiểm tra và tổng hợp)."
)
CONFLICTS = "Cần quyết định:"
OPTION_REPLACE = "Tính bản PDF thay bản Excel của cơ quan; không có tùy chọn này thì bản PDF chỉ được đối chiếu."
OPTION_SHEET = "Chỉ lấy bảng trên sheet này, khi một tệp có bảng của nhiều cơ quan."
ASSIGN_DONE = "Đã ghi nhận {file} là báo cáo của {agency}. {reason}"
HISTORY_TITLE = "Các tệp của {code} – {name}"
HISTORY_HEADER = ("Lần nộp", "Tệp", "Thời điểm nhận", "Tình trạng", "Đã điền", "Mã tệp")
HISTORY_NONE = "Chưa nhận tệp nào của {code} – {name} trong kỳ này."
HISTORY_DECIDED = " (theo quyết định)"
HISTORY_CHANGES = "Lần nộp {number}: {count} ô thay đổi so với lần nộp {since}"
HISTORY_CHANGE = "ô {cell}, mục {code} “{label}”: {before} → {after}"
HISTORY_VALUE = "“{}”"
HISTORY_BLANK = "(trống)"
DOCTOR_REBUILT = "Đã dựng lại sổ theo dõi từ kho lưu; sổ cũ: {backup}. Đề nghị chạy: cchc check"
DOCTOR_SOUND = "Kho lưu {files} tệp, sổ theo dõi {receipts} tệp: đầy đủ và khớp nhau."
DOCTOR_WRONG = "Kho lưu {files} tệp, sổ theo dõi {receipts} tệp: có {count} điểm cần xử lý."
DOCTOR_NO_LEDGER = "không đọc được"
MAILBOX_PROGRESS = "Lấy thư"
MAILBOX_DONE = (
    "Hộp thư: {messages} thư mới, {without} thư không có tệp, {auto} thư trả lời tự động, {bounces} thư bị trả lại."
)
SEND_PROGRESS = "Gửi thư"
SEND_CONFIRM = "Sẽ gửi {count} thư. Gửi?"
SEND_NOT = "Chưa gửi thư nào. Để gửi mà không hỏi lại, thêm --yes; để xem trước, thêm --dry-run."
SEND_TITLE = "Kết quả gửi thư"
SEND_HEADER = ("Cơ quan", "Địa chỉ", "Tình trạng", "Chi tiết")
SEND_DONE = "Tổng số {all} thư: {counts}."
SEND_DRAFTS = "Bản nháp thư ở {folder}; mở bằng chương trình thư để gửi."
SEND_UNKNOWN = (
    "Thư “Không rõ kết quả” bị mất kết nối đúng lúc gửi, hoặc máy chủ không cho biết đã nhận hay chưa; cơ quan có thể "
    "đã nhận nên không tự gửi lại. "
    "Đề nghị hỏi cơ quan; nếu chưa nhận, chạy lại với --retry-unknown."
)
REMIND_NOBODY = "Không có cơ quan nào cần gửi."
EXTEND_AFTER_LETTER = (
    "Thư đã gửi cho cơ quan này ghi hạn cũ. Để báo hạn mới, đề nghị chạy: cchc send --agency {code} -k {period} --again"
)
EXTEND_DONE = "Đã gia hạn nộp của {code} – {name} đến {deadline}."
CHECK_AGENCY = "{code} – {name}: {errors} lỗi, {warnings} cảnh báo"
CHECK_EXPLAINED = "  ({count} cảnh báo đã có giải trình, vẫn nêu dưới đây)"
CHECK_LONG = "Xem từng nội dung: cchc check --agency MÃ"
CHECK_CLEAN = "Không có lỗi, cảnh báo."
CHECK_DONE = "Đã kiểm tra {returns} báo cáo: {errors} lỗi, {warnings} cảnh báo."
CHECK_FAILED = (
    "Chương trình không xử lý được báo cáo sau, số liệu trong đó không được tổng hợp: {agencies}. "
    "Đề nghị gửi tệp {log} cùng tệp báo cáo cho người hỗ trợ."
)
FEEDBACK_LINE = "{code}: {errors} lỗi, {warnings} cảnh báo → {file}"
FEEDBACK_DONE = "Đã tạo {count} tệp trả lại trong {folder}. Đề nghị gửi mỗi tệp cho đúng cơ quan."
FEEDBACK_NONE = "Không có báo cáo nào cần trả lại."
CONSOLIDATE_DONE = "Đã tổng hợp {returns}/{expected} cơ quan vào {path}."
CONSOLIDATE_STALE = (
    "Các tệp sau lập từ lần tổng hợp trước, không còn khớp với tệp tổng hợp: {files}.\n"
    "Đề nghị chạy lại với --also để lập lại, hoặc xóa các tệp này."
)
AS_RETURN_DONE = "Đã lập báo cáo của {name} gửi cấp trên, từ {returns}/{expected} cơ quan: {path}."
AS_RETURN_KEPT = "Bản lập lần trước có nội dung khác, được giữ tại {path}; các giải trình trong đó đã được chép sang."
AS_RETURN_NEXT = (
    "Đề nghị xem lại, giải trình thì ghi thêm “; giải trình: …” vào cuối ô Ghi chú (giữ nguyên phần có sẵn), rồi ký và "
    "gửi; nơi nhận tiếp nhận như báo cáo của một cơ quan."
)
AS_RETURN_NO_TEMPLATE = (
    "Không có biểu mẫu của cấp trên nên báo cáo mang con dấu của tỉnh: nơi nhận phải xác định bằng cchc assign."
)
AS_RETURN_ALONE = (
    "Tùy chọn --template chỉ dùng cùng --as-return, và --as-return không dùng cùng --also.",
    "Đề nghị chạy riêng: cchc consolidate --as-return --template TỆP",
)
CONSOLIDATE_ALSO = "Đã ghi thêm {path}."
CONSOLIDATE_FAILED = "Không ghi dạng {suffix} trên máy này: {reason}"
STATUS_TITLE = "Tình hình nộp báo cáo kỳ {period} (hạn nộp {deadline})"
STATUS_HEADER = (
    "Mã",
    "Cơ quan, đơn vị",
    "Tình trạng",
    "Thời điểm nhận",
    "Lần nộp",
    "Số liệu",
    "Lỗi",
    "Cảnh báo",
    "Thư từ",
)
STATUS_RESENT = " (nộp lại {day})"
STATUS_OWN_DEADLINE = " (gia hạn {deadline})"
STATUS_LETTER = "{kind}: {state} {day}"
STATUS_DONE = "Đúng hạn {on_time}, trễ hạn {late}{others}, chưa nộp {missing}, tổng số {all}."
#: Said first where no period is named and there are several.
PERIOD_MEANT = "Kỳ {period} (kỳ phát hành gần nhất; kỳ khác thì ghi -k KỲ)."
GENERATE_DEADLINE_MOVED = (
    "Hạn nộp đã đổi từ {before} thành {now} sau khi gửi thư cho {count} cơ quan. Để gửi lại biểu mẫu với hạn mới, "
    "đề nghị chạy: cchc send -k {period} --again"
)
GENERATE_DOUBLE = (
    "Danh mục có hai dòng giống tên nhau{more}: {first} “{first_name}” và {second} “{name}”. Có phải một cơ quan ghi "
    "hai lần? Nếu đúng, đề nghị xóa một dòng rồi chạy lại, để số liệu không bị tính hai lần."
)
GENERATE_DOUBLE_ADDRESS = ", cùng địa chỉ thư"
GENERATE_LEFT_OUT = {
    "not_expected": "Không phát hành cho {count} cơ quan không báo cáo trong kỳ này (theo cột Có hiệu lực từ, Đến hết "
    "ngày của co-quan.xlsx): {agencies}.",
    "other_form": "Không phát hành cho {count} cơ quan dùng biểu mẫu khác (theo cột Biểu mẫu của co-quan.xlsx): "
    "{agencies}.",
}
WITHDRAW = "Thu hồi một kỳ phát hành nhầm (chưa gửi thư, chưa nhận tệp nào)."
ARGUMENT_WITHDRAWN = "Kỳ cần thu hồi."
WITHDRAW_DONE = (
    "Đã thu hồi kỳ {period}: xóa biểu mẫu đã phát hành (giữ lại tệp đã có người sửa, nếu có), kỳ không còn trong sổ "
    "theo dõi."
)
WITHDRAW_DRAFTS = "Thư nháp của kỳ này còn trong {folder}: đề nghị xóa, không gửi cho cơ quan."
OPTION_SURE = "Phát hành cả khi kỳ hoặc hạn nộp có vẻ ghi nhầm."
OPTION_SURE_RECEIVED = "Nhận cả khi ngày nhận có vẻ ghi nhầm."
OPTION_SURE_EXTENDED = "Gia hạn cả khi hạn mới có vẻ ghi nhầm."
STATUS_OTHERS = {"unclear": ", chưa rõ ngày nộp {count}", "blank": ", chưa điền {count}"}
#: Behind the time of receipt: what the mail itself says.
STATUS_SENT = " (thư ghi {sent})"
STATUS_TROUBLED = "Tệp đã nhận nhưng chưa thành báo cáo:"
EDITED_KEPT = "Tệp cũ đã có người sửa, được giữ tại {path}."
STATUS_SHEET_LOCK = "Mật khẩu khóa sheet của kỳ {period}: {password}"
FORM_LINE = "{key}: {name}, {indicators} chỉ tiêu, {rules} quy tắc"
FORM_SHOW_LINE = "  {name}: {text}"
FORM_NO_ROW = ("Biểu mẫu {key} không có mục “{code}”.", "Đề nghị xem danh mục đầy đủ bằng: cchc form show")
FORM_GOOD = "Định nghĩa biểu mẫu {key} hợp lệ: {indicators} chỉ tiêu, {rules} quy tắc."
DEMO_START = "Tạo thư mục làm việc mẫu {folder} (số liệu mẫu; riêng Sở Tài chính là số liệu thật Quý I/2021)."
DEMO_LATER = "Thêm kỳ {period} …"
DEMO_DONE = (
    "Xong sau {seconds} giây. Nơi xem:\n"
    "  Biểu mẫu đã phát hành:  {templates}\n"
    "  Báo cáo đã nhận:        {returned}\n"
    "  Bản tổng hợp toàn tỉnh: {master}\n"
    "  Trang tổng quan:        {page} (bấm đúp để mở bằng trình duyệt)\n"
    "Thử tiếp trong thư mục đó: cchc desk (xem trong trình duyệt), cchc status, cchc check --agency STC"
)
