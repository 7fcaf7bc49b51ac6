"""The texts of the provincial master and of the web page."""

from __future__ import annotations

from collections.abc import Mapping

from cchc_excel.messages import figure_text

# --- tabs ---------------------------------------------------------------------------------------------------------
SUMMARY, OVERVIEW, CHOICE, DETAIL, COMPARISON, SERIES, PROGRESS, FINDINGS, NOTES, DATA = (
    "Tổng hợp",
    "Tổng quan",
    "Lựa chọn",
    "Chi tiết",
    "So sánh kỳ trước",
    "Diễn biến",
    "Tiến độ nộp",
    "Lỗi và cảnh báo",
    "Ghi chú",
    "Dữ liệu",
)

# --- figures ------------------------------------------------------------------------------------------------------
ITEM_SEPARATOR = "; "
NO_WEIGHT = ("Không có quyền số (", "từ ", " đến ", ")")
LEFT_OUT_MARK = " (lỗi)"
UNREADABLE_CELL = "(chưa rõ)"


def distribution(labels: Mapping[int, str], answers: Mapping[int, int]) -> str:
    """How many of the agencies that answered gave each answer: ``Có: 15/18; Không: 3/18``."""
    answered = sum(answers.values())
    return ITEM_SEPARATOR.join(f"{label}: {answers.get(code, 0)}/{answered}" for code, label in labels.items())


def no_weight(lowest: float, highest: float) -> str:
    """The text in place of a percentage that cannot be formed: that weights are missing, and the range."""
    before, low, high, after = NO_WEIGHT
    ends = figure_text(lowest), figure_text(highest)
    span = ends[0] if ends[0] == ends[1] else f"{low}{ends[0]}{high}{ends[1]}"
    return f"{before}{span}{after}"


# --- Tổng hợp -----------------------------------------------------------------------------------------------------
SUMMARY_PLACE = "{period} {whole} {name}"
SUMMARY_REPORT = "(Kèm theo Báo cáo số ........./BC-........ ngày ...... tháng ...... năm {year})"
SUMMARY_MARGIN = ("Số cơ quan (n/N)", "Số liệu lỗi không tính", "Tử số", "Mẫu số (quyền số)")
BELOW_MARGIN = ("Số cơ quan kể cả cấp dưới (n/N)", "Cấp dưới: số liệu không tính")
RETURNED_LINE = "Đã nộp {returned}/{expected} cơ quan, đơn vị; tình hình đến ngày {as_of}"
ERROR_RULES = {
    "leave_out_figure": "Số liệu bị báo lỗi không được cộng vào tổng; ô trống không tính là 0.",
    "leave_out_return": "Báo cáo có lỗi không được tổng hợp; ô trống không tính là 0.",
    "count_all": "Số liệu bị báo lỗi vẫn được cộng vào tổng; ô trống không tính là 0.",
}
NOT_CHECKED_RETURNS = "Không tổng hợp {count} báo cáo mà chương trình không kiểm tra được."
OTHER_RETURNS = "Không tổng hợp {count} báo cáo đã tiếp nhận, lý do ở sheet Lựa chọn."
REJECTED_RETURNS = "Không tổng hợp {count} báo cáo có lỗi."
LEFT_OUT_COUNT = "Không tính {count} số liệu bị báo lỗi."
WRONG_COUNT = "Đã tính cả {count} số liệu bị báo lỗi."
UNCLEAR_COUNT = "Không tính {count} ô chưa rõ số liệu."
BELOW_COUNT = "Cấp dưới không tính {count} số liệu vì lỗi."
WEIGHTED = "Bình quân gia quyền theo {weight}"
RATIO_OF_NOTES = "Tổng tử số chia tổng mẫu số các cơ quan có ghi"
RATIO_OF_FIGURES = "Tổng tử số chia tổng mẫu số suy từ số liệu"
OVER_AGENCIES = (" (", " cơ quan)")
COVERAGE_NOTE = " cơ quan"
UNREADABLE_NOTE = ("", " ô chưa rõ số liệu")
LEFT_OUT_NOTE = ("Không tính ", " số liệu lỗi")
REJECTED_NOTE = ("Không tính ", " số liệu của báo cáo có lỗi")
DUPLICATES = "Có thể tính trùng giữa các cơ quan"
ONLY_GROUPS = "Chỉ cộng {groups}"
SEE_NOTES = "Xem sheet “Ghi chú”"

RESENT = " (nộp lại ngày {day})"

# --- Tổng quan (and the overview as a web page) --------------------------------------------------------------------
OVERVIEW_TITLE = "TỔNG QUAN TÌNH HÌNH BÁO CÁO CẢI CÁCH HÀNH CHÍNH"
TILES = {
    "returned": "Cơ quan đã nộp",
    "on_time": "Nộp đúng hạn",
    "late": "Nộp trễ hạn",
    "filled": "Số liệu đã điền (cơ quan đã nộp)",
    "errors": "Lỗi cần sửa",
    "warnings": "Cảnh báo chưa giải trình",
}
CHART_PROGRESS = "Tình hình nộp báo cáo (số cơ quan)"
CHART_FINDINGS = "Lỗi, cảnh báo theo mục"
CHART_FILLED = "Tỷ lệ số liệu đã điền theo cơ quan (%)"
CHART_FILLED_FEWEST = "Tỷ lệ số liệu đã điền: {count} cơ quan thấp nhất (%)"
CHART_RATIOS = "Các tỷ lệ chung so với kỳ trước (%)"
CHART_RATIOS_ALONE = "Các tỷ lệ chung (%)"
PROGRESS_SERIES = ("Đúng hạn", "Trễ hạn", "Chưa nộp")
#: The same where returns have no day that can be believed, or nothing in them.
PROGRESS_SERIES_MORE = ("Đúng hạn", "Trễ hạn, chưa rõ ngày", "Chưa nộp, chưa điền")
ELSEWHERE = "Khác"
MAP_TITLE = "BẢN ĐỒ SỐ LIỆU: CHỈ TIÊU × CƠ QUAN"
MAP_WORST = " ({count} cơ quan cần đôn đốc nhất)"
MAP_STATUSES = {
    "given": "Có số liệu",
    "asked": "Có cảnh báo",
    "wrong": "Lỗi",
    "explained": "Để trống, có lý do hoặc “nếu có”",
    "blank": "Để trống",
    "not_returned": "Chưa nộp",
}
#: Signs in the map's cells, so that it can be read without colours.
MAP_MARKS = {"given": "", "asked": "!", "wrong": "×", "explained": "–", "blank": "", "not_returned": "/"}
CHART_DATA = "Số liệu của biểu đồ"

# --- Lựa chọn -----------------------------------------------------------------------------------------------------
CHOICE_TITLE = "LỰA CHỌN PHẠM VI TỔNG HỢP"
CHOICE_INTRODUCTION = (
    "Chọn ở hai ô màu vàng; sheet “Tổng hợp” và “Chi tiết” tính lại ngay. Khi in chính thức, đề nghị để như ban đầu."
)
CHOICE_LABELS = ("Số liệu được tính", "Nhóm cơ quan, đơn vị")
FIGURE_CHOICES = ("Chỉ số liệu không bị báo lỗi", "Mọi số liệu đọc được, kể cả bị báo lỗi")
EVERY_GROUP = "Tất cả các nhóm"
CHOICE_PROMPT = ("Lựa chọn", "Chọn trong danh sách.")
CHOICE_STOP = ("Không có lựa chọn này", "Đề nghị chọn trong danh sách.")
#: Names of the cells that hold the number of what is chosen, from 1.
FIGURES_NAME, GROUP_NAME = "chon_so_lieu", "chon_nhom"
NARROWED = ("CHỈ GỒM: ", "GỒM CẢ SỐ LIỆU BỊ BÁO LỖI")
MISSING_TITLE = "CƠ QUAN, ĐƠN VỊ VÀ SỐ LIỆU CHƯA ĐƯỢC TỔNG HỢP"
MISSING_HEADER = ("STT", "Mã", "Cơ quan, đơn vị", "Lý do")
NOTHING_MISSING = "Đã tổng hợp đủ số liệu của các cơ quan, đơn vị."
LEFT_OUT_FIGURES = "{count} số liệu bị báo lỗi, không tính: {codes}"
NO_FIGURES = "Đã nộp nhưng chưa điền số liệu nào"
NOT_UNDERSTOOD = "{count} ô chưa rõ số liệu: {codes}"
NOT_CHECKED = "Chương trình không kiểm tra được báo cáo, không tổng hợp"
LEFT_OUT_RETURN = "Báo cáo có {count} lỗi, không tổng hợp"
BELOW_MISSING = "Chỉ tiêu đủ nhất mới có số liệu của {given}/{expected} cơ quan cấp dưới"
BELOW_LEFT_OUT = "Cấp dưới không tính {count} số liệu vì lỗi: {codes}"
BELOW_WRONG = "Cấp dưới tính cả {count} số liệu bị báo lỗi: {codes}"
UNCOUNTED_FILE = "tệp “{file}”: {state}"

# --- Chi tiết -----------------------------------------------------------------------------------------------------
DETAIL_TITLE = "SỐ LIỆU CHI TIẾT THEO CƠ QUAN, ĐƠN VỊ"
DETAIL_HEADER = ("STT", "Chỉ tiêu", "Đơn vị tính")
DETAIL_LEGEND = "Ô đỏ: số liệu bị báo lỗi hoặc chưa rõ, không tính. Cột xám: chưa nộp báo cáo."
WHOLE_COLUMN = "Toàn bộ"
GROUP_COLUMN = "Cộng nhóm"
PARTS_TITLE = "TỬ SỐ, MẪU SỐ ĐỂ TÍNH TỶ LỆ CHUNG"
ROLLUP_DETAIL_TITLE = "CÂU TRẢ LỜI VÀ KHOẢNG TỶ LỆ GHI TRONG CÁC BÁO CÁO ĐÃ TỔNG HỢP"
BELOW_TITLE = "SỐ CƠ QUAN KỂ CẢ CẤP DƯỚI (báo cáo tự lập, chưa nộp: tính là một cơ quan)"
BELOW_ROWS = ("số cơ quan có số liệu", "tổng số cơ quan", "cấp dưới không tính vì lỗi")
ENDS = ("thấp nhất", "cao nhất")
NUMERATOR, DENOMINATOR = "Tử số của {code}", "Mẫu số (quyền số) của {code}"

# --- So sánh kỳ trước ---------------------------------------------------------------------------------------------
COMPARISON_TITLE = "SO SÁNH VỚI KỲ TRƯỚC VÀ CÙNG KỲ NĂM TRƯỚC"
COMPARISON_LEGEND = (
    "Số liệu phát sinh chỉ so sánh giữa các kỳ dài bằng nhau. Tỷ lệ: tăng, giảm tính bằng điểm phần trăm. "
    "n/N: số cơ quan có số liệu trên tổng số; n/N khác nhau thì tăng, giảm có thể do số cơ quan."
)
COMPARISON_HEADER = ("STT", "Chỉ tiêu", "Đơn vị tính")
THIS_PERIOD, LAST_PERIOD, YEAR_BEFORE = "Kỳ này", "Kỳ trước", "Cùng kỳ năm trước"
NAMED_PERIOD = "{name} ({period})"
NO_EARLIER_PERIOD = "chưa có"
COMPARISON_COLUMNS = ("Số liệu", "n/N", "Tăng, giảm", "%")
COMPARISON_NOTE = "Ghi chú"
NOT_COMPARABLE = "không so sánh được"
OBSTACLES = {
    "form": "{period}: biểu mẫu khác, không khai báo chỉ tiêu tương ứng",
    "length": "{period}: kỳ dài ngắn khác nhau",
    "agencies": "{period}: có cơ quan không còn báo cáo, danh mục không ghi cơ quan kế thừa",
}
GONE = "{period}: có báo cáo của {agencies}, nay không còn và không có cơ quan kế thừa trong danh mục"
JOINED = "{period}: chưa có {agencies}"

# --- Diễn biến ----------------------------------------------------------------------------------------------------
SERIES_TITLE = "DIỄN BIẾN SỐ LIỆU QUA CÁC KỲ"
SERIES_LEGEND = (
    "Các kỳ dài bằng kỳ này đứng liền nhau, có đường diễn biến; các kỳ khác ở bên phải. Ô trống: chưa có số liệu "
    "hoặc không so sánh được."
)
SERIES_LINE = "Diễn biến"
SERIES_CHOICE = "Xem biểu đồ của chỉ tiêu:"
SERIES_CHART = "Diễn biến qua các kỳ"
SERIES_PROMPT = ("Chỉ tiêu", "Chọn mã chỉ tiêu trong danh sách; biểu đồ thay đổi theo.")

# --- Tiến độ nộp --------------------------------------------------------------------------------------------------
PROGRESS_TITLE = "TIẾN ĐỘ NỘP BÁO CÁO"
PROGRESS_HEADER = (
    "STT",
    "Mã",
    "Cơ quan, đơn vị",
    "Nhóm",
    "Tình trạng",
    "Thời điểm nhận",
    "Lần nộp",
    "Số liệu đã điền",
    "Lỗi",
    "Cảnh báo",
    "Tệp báo cáo",
)
TIMELINESS = {
    "on_time": "Đúng hạn",
    "late": "Trễ hạn",
    "unclear": "Chưa rõ ngày nộp",
    "blank": "Chưa điền",
    "missing": "Chưa nộp",
    "overdue": "Quá hạn, chưa nộp",
}
PROGRESS_SUMMARY = (
    "Hạn nộp: {deadline}. Đúng hạn: {on_time}; trễ hạn: {late}{others}; chưa nộp: {missing}; tổng số: {all}."
)
#: Beside those, only where there are any.
PROGRESS_OTHERS = {"unclear": "; chưa rõ ngày nộp: {count}", "blank": "; chưa điền: {count}"}
#: The proof of the sum: every accepted return is in the figures, or named with its reason.
RETURNS_COUNTED = "Đã tiếp nhận {accepted} báo cáo, tính cả {counted} báo cáo."
RETURNS_NOT_ALL = "Đã tiếp nhận {accepted} báo cáo: tính {counted}, chưa tính {others}."
NOT_COUNTED = {
    "left_register": "cơ quan không còn trong danh mục (co-quan.xlsx)",
    "not_expected": "cơ quan không báo cáo trong kỳ này theo danh mục (cột Có hiệu lực từ, Đến hết ngày)",
    "other_form": "cơ quan báo cáo theo biểu mẫu khác theo danh mục (cột Biểu mẫu)",
    "blank": "tệp chưa điền số liệu và ghi chú nào",
    "twice": "cơ quan có hai báo cáo cùng được tiếp nhận, đang tính báo cáo khác",
    "rejected": "báo cáo có lỗi, không tính theo quy tắc đã chọn",
    "not_checked": "chương trình không kiểm tra được báo cáo",
}
NOT_COUNTED_REMEDY = {
    "left_register": "Đề nghị khôi phục dòng của cơ quan hoặc ghi lại mã cũ trong co-quan.xlsx; nếu báo cáo là của cơ "
    "quan khác, chạy: cchc assign {file_id} --agency MÃ-CƠ-QUAN -k {period}",
    "not_expected": "Đề nghị sửa ngày trong co-quan.xlsx, hoặc để nguyên nếu đúng là không tính báo cáo này.",
    "other_form": "Đề nghị sửa cột Biểu mẫu trong co-quan.xlsx, hoặc để nguyên nếu đúng là không tính báo cáo này.",
    "blank": "",  # it waits for a decision, which is listed with its remedy
    "twice": "Đề nghị chọn báo cáo đúng: cchc assign SỐ-TỆP --agency {agency} -k {period}",
    "rejected": "Đề nghị yêu cầu cơ quan sửa lỗi: cchc feedback",
    "not_checked": "Đề nghị gửi tệp này cùng tệp cchc.log cho người hỗ trợ.",
}
NOT_COUNTED_HERE = "Báo cáo đã tiếp nhận nhưng chưa tính: {reason}"
#: One accepted return that is not counted.
NOT_COUNTED_LINE = "{agency} (“{file}”, số {file_id}): {reason}."
NOT_COUNTED_TITLE = "Báo cáo đã tiếp nhận nhưng không được tính"
NO_LONGER_EXPECTED_TITLE = "Đã phát hành biểu mẫu, không còn trong danh sách phải nộp"
FOLDER_TITLE = "Tệp chưa được nhận"
#: Files that nobody has taken in, of a period's folder and of no period's.
UNCOLLECTED = "Chưa tiếp nhận {count} tệp trong {folder} ({names})."
UNCOLLECTED_REMEDY = "Đề nghị chạy: cchc collect -k {period}"
MISPLACED = "Có {count} tệp trong {folder} ({names}) không thuộc kỳ nào đã phát hành, chưa được đọc."
MISPLACED_REMEDY = "Đề nghị chuyển vào returned/KỲ của đúng kỳ rồi chạy cchc collect -k KỲ."
MORE_FILES = ", …"
#: What waits for a decision, in a few words, by the conflict's kind.
CONFLICT_TITLES = {
    "empty": "Tệp chưa điền",
    "far_fewer": "Lần nộp sau ít số liệu hơn nhiều",
    "older": "Tệp nhận sau có ngày sớm hơn",
    "blank": "Tệp nhận sau chưa điền",
    "decided": "Tệp nhận sau khi đã chọn tệp khác",
    "same_time": "Nhiều tệp nhận cùng lúc",
    "same_figures": "Số liệu giống hệt nhau",
    "same_as_before": "Số liệu giống hệt kỳ trước",
    "day_early": "Ngày nhận quá sớm",
    "day_ahead": "Ngày nhận chưa đến",
    "day_differs": "Ngày gửi và ngày nhận khác nhau",
}
#: Agencies that were issued a template, returned none, and are not in the number of all any more.
NO_LONGER_EXPECTED = "Đã phát hành biểu mẫu cho {agencies} nhưng {reason}."
NO_LONGER_EXPECTED_REMEDY = {
    "left_register": "Đề nghị khôi phục dòng của cơ quan hoặc ghi lại mã cũ trong co-quan.xlsx, hoặc để nguyên nếu "
    "đúng là không báo cáo nữa.",
    "not_expected": "Đề nghị sửa ngày trong co-quan.xlsx, hoặc để nguyên nếu đúng là không báo cáo nữa.",
    "other_form": "Đề nghị sửa cột Biểu mẫu trong co-quan.xlsx, hoặc để nguyên nếu đúng là không báo cáo biểu mẫu này.",
}
NO_LONGER_EXPECTED_HERE = "Đã phát hành biểu mẫu, chưa nộp báo cáo: {reason}"

# --- Lỗi và cảnh báo ----------------------------------------------------------------------------------------------
FINDINGS_TITLE = "LỖI VÀ CẢNH BÁO"
FINDINGS_HEADER = ("Mức độ", "Mã cơ quan", "Cơ quan, đơn vị", "Mục", "Ô", "Nội dung", "Đề nghị", "Mã", "Giải trình")
EXPLAINED_MARK = "Đã giải trình"
NO_FINDINGS = "Không có lỗi, cảnh báo."

# --- Ghi chú ------------------------------------------------------------------------------------------------------
NOTES_TITLE = "GHI CHÚ CỦA CÁC CƠ QUAN, ĐƠN VỊ"
NOTES_HEADER = ("Mục", "Chỉ tiêu", "Mã cơ quan", "Cơ quan, đơn vị", "Số liệu", "Ghi chú")
NO_NOTES = "Không có ghi chú."

# --- Dữ liệu ------------------------------------------------------------------------------------------------------
DATA_TABLE = "du_lieu"
DATA_HEADER = (
    "Kỳ",
    "Mã cơ quan",
    "Cơ quan, đơn vị",
    "Nhóm",
    "Mục",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Ghi trong ô",
    "Số liệu",
    "Tình trạng",
    "Ghi chú",
    "Tệp",
    "Sheet",
    "Ô",
    "Lần nộp",
    "SHA-256",
)
CELL_STATES = {
    "given": "Được tính",
    "left_out": "Lỗi, không tính",
    "unreadable": "Chưa rõ số liệu",
    "blank": "Trống",
    "not_checked": "Không kiểm tra được",
    "not_returned": "Chưa nộp",
}

# --- only on the web page -------------------------------------------------------------------------------------------
SORT_HINT = "Bấm vào tiêu đề cột để sắp xếp."
TOTALS_TITLE = "Số liệu tổng hợp"
TOTALS_HEADER = ("Mục", "Chỉ tiêu", "Đơn vị tính", "Số liệu", "n/N", "Lỗi không tính", "Ghi chú")
TOTALS_LAST = ("Kỳ trước", "Tăng, giảm")
AGENCIES_TITLE = "Cơ quan, đơn vị"
AGENCIES_HEADER = (
    "Mã",
    "Cơ quan, đơn vị",
    "Nhóm",
    "Tình trạng",
    "Thời điểm nhận",
    "Đã điền (%)",
    "Lỗi",
    "Cảnh báo",
)
FIND = "Tìm trong bảng"
