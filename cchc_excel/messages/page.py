"""What the desk's page says besides its templates: refusals, the first page's sentences, jobs."""

from __future__ import annotations

from collections.abc import Mapping

from cchc_excel.messages.states import FileState

# --- refusals: a sentence and a remedy ---------------------------------------------------------------
WRONG_HOST = (
    "Yêu cầu không gửi đúng địa chỉ của Bàn làm việc.",
    "Đề nghị mở lại bằng biểu tượng Bàn làm việc trong thư mục làm việc.",
)
FOREIGN_PAGE = (
    "Yêu cầu đến từ một trang khác, không được thực hiện.",
    "Đề nghị đóng trang đó và mở lại bằng biểu tượng Bàn làm việc.",
)
NOT_OPENED_HERE = (
    "Bàn làm việc chưa được mở trong trình duyệt này, hoặc chương trình đã được mở lại từ lần trước.",
    "Đề nghị mở lại bằng biểu tượng Bàn làm việc trong thư mục làm việc. Số liệu không bị mất.",
)
TICKET_USED = (
    "Đường dẫn này đã được dùng hoặc đã quá một phút.",
    "Đề nghị mở lại bằng biểu tượng Bàn làm việc trong thư mục làm việc.",
)
NO_TOKEN = (
    "Trang này đã cũ (chương trình được mở lại sau khi trang hiện ra); chưa có gì thay đổi.",
    "Đề nghị tải lại trang rồi làm lại.",
)
NO_LENGTH = ("Yêu cầu không ghi độ dài, không được thực hiện.", "Đề nghị tải lại trang rồi làm lại.")
TOO_LARGE = (
    "Nội dung gửi lên quá lớn, chưa được nhận.",
    "Đề nghị chép tệp vào thư mục returned của kỳ rồi bấm Cập nhật.",
)
NO_SUCH_PAGE = ("Không có trang này.", "Đề nghị chọn trang trong danh mục bên trái.")
UPLOAD_FAULTY = ("Không nhận được tệp (kết nối bị ngắt giữa chừng, hoặc tệp không đọc được).", "Đề nghị thả lại tệp.")
UNEXPECTED = (
    "Chương trình gặp lỗi khi làm việc này; những gì đã ghi được giữ nguyên.",
    "Đề nghị gửi tệp cchc.log trong thư mục làm việc cho người hỗ trợ.",
)

# --- the program itself ---------------------------------------------------------------
LAUNCHER = "Mở bàn làm việc"
OPENED = "Bàn làm việc: {address}"
OPEN_BY_HAND = "Trình duyệt chưa mở. Đề nghị dán địa chỉ này vào trình duyệt trong vòng một phút: {address}"
TO_END = "Để đóng: bấm “Đóng bàn làm việc” trên trang, hoặc Ctrl+C tại đây."
RUNS_ALREADY = "Bàn làm việc của thư mục này đang mở; đã mở thêm một trang trong trình duyệt."
RUNS_ELSEWHERE = (
    "Thư mục này đang mở trên máy {host} ({user}) từ {since}.",
    "Đề nghị đóng Bàn làm việc trên máy đó trước khi mở trên máy này.",
)
RUNS_UNKNOWN = (
    "Bàn làm việc của thư mục này đang được một chương trình khác giữ, chưa mở được.",
    "Đề nghị chờ một phút rồi mở lại.",
)
CLOSED = ("Đã đóng bàn làm việc.", "Có thể đóng trang này. Mở lại bằng biểu tượng Bàn làm việc trong thư mục làm việc.")

# --- the first page ---------------------------------------------------------------
UPDATE = "Cập nhật"
TO_ISSUE = "Phát hành biểu mẫu"
TO_SEND = "Gửi biểu mẫu cho {count} cơ quan"
TO_DECIDE = "Xem {count} việc cần xử lý"
TO_RESULT = "Xem kết quả"
STEPS = ("phát hành", "gửi", "nhận", "kiểm tra", "tổng hợp")
STEP_STATES = {"done": "xong", "open": "đang làm", "todo": "chưa"}
COUNT = "{done}/{all}"
NOTHING_ISSUED = "Chưa phát hành biểu mẫu cho kỳ nào."
HEADLINES = {
    "not_sent": "{period}: đã phát hành biểu mẫu, chưa gửi cho cơ quan nào.",
    "nothing_back": "{period}: chưa có báo cáo nào của {all} cơ quan.",
    "open": "{period}: đã nộp {back}/{all}.",
    "due_today": "{period}: hôm nay là hạn nộp. Đã nộp {back}/{all}, còn {missing} cơ quan.",
    "overdue": "{period}: quá hạn {days} ngày. Còn {missing} cơ quan chưa nộp.",
    "complete": "{period}: đủ {all}/{all} cơ quan đã nộp.",
}
HEADLINE_WAITING = "Có {waiting} việc cần xử lý."
DAYS_LEFT = {
    "before": "Hạn nộp {deadline}, còn {days} ngày.",
    "today": "Hạn nộp {deadline}, hôm nay.",
    "after": "Hạn nộp {deadline}, đã qua {days} ngày.",
}
TASK_DECIDE = "{count} việc cần xử lý"
TASK_UNDELIVERED = "{count} cơ quan có thư không đến nơi"
TASK_ERRORS = "{count} cơ quan còn lỗi trong báo cáo"
TASK_REMIND = "{count} cơ quan chưa nộp"
TASK_UNSENT = "{count} cơ quan chưa được gửi biểu mẫu"

# --- jobs ---------------------------------------------------------------
JOB_ROUND = "Cập nhật"
JOB_RECEIVE = "Nhận tệp"
JOB_MASTER = "Lập tệp tổng hợp"
MASTER_MADE = "Đã lập {names}."
JOB_ISSUE = "Phát hành biểu mẫu"
ISSUED = "{period}: đã phát hành {count} biểu mẫu vào {folder}."
JOB_STOPPED = "Đã dừng giữa chừng; phần đã làm được giữ lại, lần sau làm tiếp."
JOB_STATES = {"running": "Đang làm", "done": "Xong", "stopped": "Đã dừng", "failed": "Chưa làm được"}
TIME_LEFT = ("còn khoảng {count} giây", "còn khoảng {count} phút")

# --- agencies ---------------------------------------------------------------
#: Filters of the table of agencies: key in the address → what it is called.
FILTERS = {
    "": "Tất cả",
    "da-nop": "Đã nộp",
    "chua-nop": "Chưa nộp",
    "tre-han": "Trễ hạn",
    "chua-ro": "Chưa rõ ngày nộp",
    "co-loi": "Có lỗi",
    "canh-bao": "Có cảnh báo",
    "thu-loi": "Thư không đến",
    "chua-gui": "Chưa gửi biểu mẫu",
}
#: Columns that the table is sorted by: key in the address → heading.
COLUMNS = {
    "ma": "Mã",
    "ten": "Cơ quan, đơn vị",
    "tinh-trang": "Tình trạng",
    "ngay": "Ngày nhận",
    "lan": "Lần nộp",
    "so-lieu": "Số liệu",
    "loi": "Lỗi",
    "canh-bao": "Cảnh báo",
    "thu": "Thư gần nhất",
}

# --- the frame ---------------------------------------------------------------
#: Pages in the order of the menu: key → what it is called, and its address.
MENU = {
    "viec": ("Việc cần làm", "/"),
    "co-quan": ("Cơ quan", "/co-quan"),
    "tiep-nhan": ("Tiếp nhận", "/tiep-nhan"),
    "quyet-dinh": ("Cần xử lý", "/quyet-dinh"),
    "ket-qua": ("Kết quả", "/ket-qua"),
    "phat-hanh": ("Phát hành", "/phat-hanh"),
}
#: The keys that go there after `g`.
MENU_KEYS = {"viec": "v", "co-quan": "c", "tiep-nhan": "t", "quyet-dinh": "q", "ket-qua": "k", "phat-hanh": "p"}

# --- the daily round, receiving ---------------------------------------------------------------
ROUND_NEWS = "Mới: {returns} báo cáo, {files} tệp cần xem."
ROUND_MASTER = "Đã lập lại tệp tổng hợp."
ROUND_QUIET = "Không có việc nào đang chờ xử lý."
RECEIVED = "Đã nhận {count} tệp: {counts}."

#: A command, and the button that does the same.
COLLECT_AGAIN = ("chạy lại cchc collect", "bấm Cập nhật")
#: What to do about a file, where the command line says it by another command.
FILE_REMEDIES: Mapping[FileState, str] = {
    "superseded": "",
    "unknown_agency": "Đề nghị bổ sung cơ quan vào co-quan.xlsx rồi bấm Cập nhật, hoặc chọn cơ quan ở trang Cần xử lý.",
    "bad_seal": "Đề nghị gửi lại biểu mẫu của chính cơ quan này để điền và nộp lại; nếu đã xác minh được tệp của cơ "
    "quan nào thì chọn ở trang Cần xử lý.",
    "not_issued": "Đề nghị phát hành biểu mẫu cho cơ quan này rồi bấm Cập nhật.",
    "several_agencies": "Đề nghị tách mỗi bảng thành một tệp rồi thả lại vào trang này.",
    "unassigned": "Đề nghị xác minh rồi chọn cơ quan ở trang Cần xử lý.",
    "in_doubt": "Đề nghị xác minh rồi chọn cơ quan ở trang Cần xử lý.",
    "encrypted": "Đề nghị cơ quan bỏ mật khẩu mở tệp rồi gửi lại; nếu biết mật khẩu thì mở tệp bằng Excel, bỏ mật "
    "khẩu, lưu lại rồi thả vào trang này.",
    "over_budget": "Đề nghị giải nén gói (hoặc lưu tệp đính kèm) rồi thả từng tệp vào trang Tiếp nhận.",
    "compared": "Đề nghị cơ quan xác nhận bản nào đúng; bản Excel vẫn được tính. Nếu bản PDF đúng, đề nghị cơ quan gửi "
    "lại bản Excel như bản PDF.",
    "bounce": "Đề nghị sửa địa chỉ trong co-quan.xlsx rồi gửi lại.",
}
#: What to do after an error, likewise.
PAGE_REMEDY = (
    "Đề nghị chọn kỳ khác ở trên cùng, hoặc trang phù hợp trong danh mục bên trái; nếu không được, đề nghị hỏi người "
    "hỗ trợ."
)
#: Fields that people type, as an error page gives them back.
TYPED = {"ngay": "Ngày", "han": "Hạn nộp"}
LOOK_ON_PAGE = "Đề nghị xem ở trang Cần xử lý."

# --- results ------------------------------------------------------------------------------------------------
#: Shapes beside the master, as the page offers them.
SHAPES = {"docx": "phụ lục Word", "pdf": "phụ lục PDF", "html": "trang web", "csv": "bảng số liệu CSV"}

# --- what waits for a person ---------------------------------------------------------------
QUESTIONS = {
    "owner": "Tệp này là báo cáo của cơ quan nào?",
    "choice": "Tính tệp nào?",
    "confirm": "Số liệu này có đúng không?",
    "day": "Báo cáo nộp ngày nào?",
    "file": "Tệp chưa thành báo cáo.",
    "register": "Cơ quan này có phải báo cáo không?",
    "folder": "Có tệp chưa được nhận.",
}
REGISTER_REMEDY = (
    "Đề nghị sửa dòng của cơ quan trong co-quan.xlsx (mã, biểu mẫu, ngày hiệu lực) rồi bấm Cập nhật, hoặc để nguyên "
    "nếu đúng là không tính."
)
FOLDER_REMEDY = "Đề nghị bấm Cập nhật để nhận; tệp không thuộc kỳ nào thì chuyển vào thư mục returned của đúng kỳ."
NO_AGENCY_CHOSEN = ("Chưa chọn cơ quan.", "Đề nghị chọn cơ quan trong danh sách rồi bấm lại.")
DECIDED_MEANWHILE = (
    "Việc này vừa được người khác quyết định, hoặc tệp đã thay đổi; chưa ghi gì thêm.",
    "Đề nghị xem lại danh sách việc cần xử lý.",
)
FEEDBACK_MADE = "Đã tạo tệp trả lại {file}; tải về ở mục “Tệp trả lại” rồi gửi cho cơ quan."
REDATED = "Đã ghi ngày nhận {day}."
