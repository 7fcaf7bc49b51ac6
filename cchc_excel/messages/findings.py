"""The catalogue of findings: the severity, message and remedy of each code.

The messages of the forms' own rules stand in the form definitions. Which check gives which code is declared beside the
check, in `validation.checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]

#: The codes of the catalogue. SL: how a figure was typed; TH: what is missing; CT: how the file was put together;
#: KT: the check itself.
# fmt: off
FindingCode = Literal[
    "SL01", "SL02", "SL03", "SL04", "SL05", "SL06", "SL07", "SL08", "SL11", "SL12", "SL13", "SL14", "SL15", "SL16",
    "SL17", "SL18", "SL19", "SL20", "SL21", "SL22", "SL23", "SL24", "SL25", "SL26", "SL27", "SL28", "SL29", "SL30",
    "SL31", "SL32",
    "TH01", "TH02", "TH03", "TH04", "TH05",
    "CT01", "CT02", "CT03", "CT04", "CT05", "CT06", "CT07", "CT08", "CT09", "CT10", "CT11", "CT12", "CT13", "CT14",
    "CT15", "CT16", "CT17", "CT18", "CT19", "CT20", "CT21", "CT22", "CT23", "CT24", "CT25", "CT26", "CT27", "CT28",
    "CT29", "CT30", "CT31", "CT32", "CT33", "CT34", "CT35", "CT36", "CT37", "CT38", "CT39", "CT40", "CT41", "CT43",
    "CT44", "CT45", "CT46", "CT48", "CT49", "CT50", "CT51", "CT52", "CT53",
    "KT01",
]
# fmt: on

SEVERITY_NAMES: Mapping[Severity, str] = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Thông tin"}
USUAL_REMEDY: Mapping[Severity, str] = {
    "error": "Đề nghị kiểm tra lại số liệu.",
    "warning": "Đề nghị kiểm tra lại hoặc giải trình ở cột Ghi chú.",
    "info": "",
}
#: In a rolled-up return the program wrote the note, and an explanation has to be distinguished from it.
ROLLED_UP_REMEDY: Mapping[Severity, str] = {
    **USUAL_REMEDY,
    "warning": "Đề nghị kiểm tra lại hoặc ghi thêm “; giải trình: …” vào cuối ô Ghi chú.",
}
#: Why a part of a cell's text is put aside, as the messages say it.
WHY_ASIDE: Mapping[str, str] = {
    "struck": "bị gạch ngang",
    "raised": "viết nâng lên hoặc hạ xuống",
    "hidden": "bị ẩn",
}
#: What lies over a figure of a PDF, by the kind that the file names; what is typed there is quoted.
PDF_MARKS: Mapping[str, str] = {
    "FreeText": "chữ chèn",
    "Ink": "nét vẽ",
    "Line": "nét vẽ",
    "PolyLine": "nét vẽ",
    "Polygon": "nét vẽ",
    "Redact": "phần che",
    "Sig": "chữ ký số",
    "Square": "phần che",
    "Stamp": "dấu",
    "StrikeOut": "gạch bỏ",
    "Widget": "ô nhập",
}
#: The sign of thousands that is not used here most often.
COMMA = "phẩy"

EXPLAINED = "Đã có giải trình: “{note}”."
#: Behind the first of many findings of one code.
SIMILAR = "; tổng cộng {similar} trường hợp tương tự ({places})."
PROPOSAL = "Đề xuất: {proposal}."

PLACE = "ô {cell}, mục {code} “{label}”: "
SECTION = "mục {code} “{label}”"
SECTION_PLACE = f"{SECTION}: "


@dataclass(frozen=True)
class FindingTemplate:
    """Severity, message and remedy of one code, and whether the row's note answers a warning.

    Attributes:
        settled: the message about a doubtful figure once it counts, as its note explains it.
    """

    severity: Severity
    message: str
    remedy: str = ""
    clears_by_note: bool = True
    settled: str = ""


FINDINGS: Mapping[FindingCode, FindingTemplate] = {
    # --- read otherwise than typed -------------------------------------------------------------------------------
    "SL01": FindingTemplate("info", "ghi “{raw}”, đã đọc là {understood}."),
    "SL02": FindingTemplate(
        "warning",
        "ghi “{raw}”, đã hiểu dấu {sign} là dấu phân cách hàng nghìn và đọc là {understood}.",
        "Đề nghị xác nhận; nếu sai, ghi lại số không có dấu phân cách.",
    ),
    "SL03": FindingTemplate("info", "ô định dạng phần trăm hiển thị {raw}, đã đọc là {understood}."),
    "SL04": FindingTemplate(
        "warning",
        "tỷ lệ ghi {raw}, có thể đã chia cho 100; chưa được tính.",
        "Đề nghị ghi theo thang 0–100 (ví dụ 99,2), hoặc giải trình ở cột Ghi chú nếu đúng là tỷ lệ đã ghi.",
        settled="tỷ lệ ghi {raw}, có thể đã chia cho 100; được tính theo giải trình.",
    ),
    "SL05": FindingTemplate("info", "ghi “{raw}”, đã đọc là 0 (không phát sinh)."),
    "SL06": FindingTemplate("info", "ghi “{raw}”, đã tính tỷ lệ là {understood}."),
    "SL07": FindingTemplate(
        "warning", "ghi “{raw}”, đã hiểu là “{understood}”.", "Đề nghị chọn câu trả lời trong danh sách."
    ),
    "SL08": FindingTemplate("info", "ghi “{raw}”, đã hiểu là “{understood}”."),
    # --- not understood ------------------------------------------------------------------------------------------
    "SL11": FindingTemplate("error", "“{raw}” không phải là số.", "Đề nghị chỉ ghi con số vào ô."),
    "SL12": FindingTemplate("error", "số liệu {raw} nhỏ hơn 0.", "Đề nghị ghi số từ 0 trở lên."),
    "SL13": FindingTemplate(
        "error", "số liệu {raw} không phải là số nguyên{hint}.", "Đề nghị ghi số nguyên, không có phần thập phân."
    ),
    "SL14": FindingTemplate("error", "tỷ lệ {raw} lớn hơn 100{hint}.", "Đề nghị ghi tỷ lệ từ 0 đến 100."),
    "SL15": FindingTemplate(
        "error",
        "ô chứa ngày tháng ({raw}), có thể do Excel tự đổi khi gõ phân số như 5/8.",
        "Đề nghị ghi lại con số; phân số thì ghi ở cột Ghi chú.",
    ),
    "SL16": FindingTemplate(
        "error", "ô chứa giá trị lỗi của Excel ({raw}).", "Đề nghị xóa công thức và ghi trực tiếp con số."
    ),
    "SL17": FindingTemplate(
        "error",
        "ô chứa công thức chưa có kết quả.",
        "Đề nghị mở tệp bằng Excel, thay công thức bằng con số rồi lưu lại.",
    ),
    "SL18": FindingTemplate(
        "error", "câu trả lời “{raw}” không có trong danh sách.", "Đề nghị chọn một trong: {choices}."
    ),
    "SL19": FindingTemplate(
        "error",
        "“{raw}” ghi theo đơn vị tính khác với “{unit}”.",
        "Đề nghị đổi sang đơn vị tính của biểu mẫu và chỉ ghi con số.",
    ),
    "SL20": FindingTemplate("error", "số liệu {raw} quá lớn.", USUAL_REMEDY["error"]),
    # --- read in part, or asked about until something speaks for it ------------------------------------------------
    "SL21": FindingTemplate(
        "warning",
        "ghi “{raw}”, đã đọc là {understood}; phần “{rest}” không được tính.",
        "Đề nghị chỉ ghi con số vào ô; nội dung khác thì ghi ở cột Ghi chú.",
    ),
    "SL22": FindingTemplate(
        "warning",
        "số liệu {raw} có thể là ngày {day} do Excel tự đổi khi gõ phân số như 5/8; chưa được tính.",
        "Đề nghị ghi lại con số, hoặc giải trình bằng lời (không ghi phân số) ở cột Ghi chú nếu số liệu đúng.",
        settled="số liệu {raw} có thể là ngày {day} do Excel tự đổi khi gõ phân số như 5/8; được tính theo giải trình.",
    ),
    "SL23": FindingTemplate(
        "warning",
        "số liệu {raw} lớn hơn mức có thể có ({largest} {unit}), có thể đã gõ nhầm.",
        USUAL_REMEDY["warning"],
    ),
    "SL24": FindingTemplate(
        "warning",
        "ô định dạng phần trăm hiển thị {raw}, có thể muốn ghi {hint}; chưa được tính.",
        "Đề nghị ghi theo thang 0–100 (ví dụ 99,2), hoặc giải trình ở cột Ghi chú nếu đúng là {raw}.",
        settled="ô định dạng phần trăm hiển thị {raw}, có thể muốn ghi {hint}; được tính theo giải trình.",
    ),
    "SL25": FindingTemplate(
        "warning",
        "phần “{aside}” {why}, không được tính; đã đọc phần còn lại là {raw}.",
        "Đề nghị chỉ ghi con số đúng vào ô.",
    ),
    "SL26": FindingTemplate(
        "error",
        "số liệu “{aside}” {why}, chưa rõ có tính hay không.",
        "Đề nghị ghi lại con số với kiểu chữ thường, hoặc xóa nếu không có số liệu.",
    ),
    "SL27": FindingTemplate(
        "warning",
        "tử số/mẫu số ở cột Ghi chú (“{note}”) không khớp với tỷ lệ {understood}, không được dùng để tính.",
        "Đề nghị kiểm tra lại tỷ lệ và tử số/mẫu số.",
        clears_by_note=False,
    ),
    "SL28": FindingTemplate(
        "error",
        "“{raw}” có thể là số thập phân, cũng có thể là số có dấu phân cách hàng nghìn.",
        "Đề nghị ghi số nguyên, không có dấu phân cách.",
    ),
    "SL29": FindingTemplate(
        "error",
        "“{raw}” chưa rõ là tỷ lệ nào.",
        "Đề nghị chỉ ghi tỷ lệ theo thang 0–100 (ví dụ 99,2); tử số/mẫu số thì ghi ở cột Ghi chú.",
    ),
    "SL30": FindingTemplate(
        "error",
        "ô định dạng phần trăm hiển thị {raw}, nhưng đơn vị tính là “{unit}”.",
        "Đề nghị bỏ định dạng phần trăm và ghi lại con số.",
    ),
    "SL31": FindingTemplate(
        "error",
        "số liệu có thể đã dán lệch một dòng (dòng tiêu đề có số liệu ở ô {cells}), không được tính.",
        "Đề nghị ghi lại số liệu vào đúng dòng, để trống dòng tiêu đề.",
    ),
    "SL32": FindingTemplate(
        "error",
        "“{aside}” chưa xác định được là số liệu nào, không được tính.",
        "Đề nghị ghi lại con số vào ô Số liệu, hoặc xóa nếu không có số liệu.",
    ),
    # --- missing -------------------------------------------------------------------------------------------------
    "TH01": FindingTemplate(
        "warning",
        "{missing}/{total} chỉ tiêu chưa có số liệu ({codes}).",
        "Đề nghị bổ sung; không phát sinh thì ghi 0, không áp dụng thì để trống và ghi “Không áp dụng” ở cột Ghi chú.",
    ),
    "TH02": FindingTemplate(
        "error", "Báo cáo không có số liệu nào.", "Đề nghị điền số liệu vào cột Số liệu của biểu mẫu rồi gửi lại."
    ),
    "TH03": FindingTemplate("info", "để trống, lý do: “{note}”."),
    "TH04": FindingTemplate(
        "warning",
        "ghi chú (“{note}”) không còn cho biết số liệu được tổng hợp từ những cơ quan nào; số liệu chung có thể sai.",
        "Đề nghị chép lại ghi chú của báo cáo do phần mềm lập; giải trình thì ghi thêm “; giải trình: …” vào cuối ô.",
        clears_by_note=False,
    ),
    "TH05": FindingTemplate(
        "error",
        "số liệu “{raw}” không khớp với ghi chú (“{note}”).",
        "Đề nghị lập lại báo cáo bằng phần mềm (cchc consolidate --as-return), không sửa số liệu, ghi chú bằng tay.",
    ),
    # --- how the file was put together ------------------------------------------------------------------------------
    "CT01": FindingTemplate(
        "error",
        "Tệp thiếu {count} dòng của biểu mẫu ({codes}).",
        "Đề nghị dùng lại biểu mẫu đã phát hành, không xóa dòng.",
    ),
    "CT02": FindingTemplate(
        "warning",
        "Ô {cell} có số liệu “{raw}” nhưng không thuộc chỉ tiêu nào của biểu mẫu, không được tổng hợp.",
        "Đề nghị ghi số liệu vào đúng dòng chỉ tiêu; nội dung bổ sung thì ghi ở cột Ghi chú.",
    ),
    "CT03": FindingTemplate(
        "error",
        "chỉ tiêu xuất hiện ở nhiều dòng ({cells}), không xác định được số liệu nào đúng.",
        "Đề nghị dùng lại biểu mẫu đã phát hành, mỗi chỉ tiêu một dòng.",
    ),
    "CT04": FindingTemplate("info", "Nhận diện biểu mẫu qua thuộc tính của tệp vì sheet nhận diện đã mất."),
    "CT05": FindingTemplate(
        "warning",
        "Thông tin nhận diện trong tệp không thống nhất (sheet ghi {sheet}, thuộc tính ghi {properties}).",
        "Đề nghị xác nhận tệp này là báo cáo của cơ quan nào.",
    ),
    "CT06": FindingTemplate("info", "Cột hoặc dòng của biểu mẫu đã bị dịch chuyển, đã nhận diện lại theo mã chỉ tiêu."),
    "CT07": FindingTemplate("info", "Biểu mẫu lần phát hành {issue} không phải lần mới nhất ({latest})."),
    "CT08": FindingTemplate(
        "warning",
        "Tệp không còn mã chỉ tiêu của biểu mẫu; đã nhận diện {count} dòng theo tên chỉ tiêu.",
        "Đề nghị đối chiếu số liệu đã nhận diện; lần sau điền vào biểu mẫu đã phát hành, không chép sang tệp khác.",
    ),
    "CT09": FindingTemplate(
        "error",
        "{count} dòng có mã chỉ tiêu không khớp với tên chỉ tiêu ({cells}; dòng đầu: “{label}”), "
        "số liệu không được tổng hợp.",
        "Đề nghị dùng lại biểu mẫu đã phát hành, không đổi chỗ hoặc sắp xếp các dòng.",
    ),
    "CT10": FindingTemplate(
        "error",
        "{count} dòng có số liệu nhưng không xác định được là chỉ tiêu nào ({cells}; dòng đầu: “{label}”), "
        "số liệu không được tổng hợp.",
        "Đề nghị ghi số liệu vào đúng dòng của biểu mẫu đã phát hành.",
    ),
    "CT11": FindingTemplate(
        "warning", "Tên của {count} chỉ tiêu đã bị sửa ({codes}).", "Đề nghị giữ nguyên nội dung của biểu mẫu."
    ),
    "CT12": FindingTemplate(
        "warning",
        "Đơn vị tính của {count} chỉ tiêu đã bị sửa ({rows}).",
        "Đề nghị ghi số liệu theo đơn vị tính của biểu mẫu.",
    ),
    "CT13": FindingTemplate(
        "info", "Công thức ở cột Kiểm tra đã bị xóa hoặc sửa; số liệu vẫn được kiểm tra đầy đủ khi tiếp nhận."
    ),
    "CT14": FindingTemplate("info", "{count} ô không còn danh sách chọn hoặc điều kiện nhập ({cells})."),
    "CT15": FindingTemplate("info", "Tệp có thêm sheet không thuộc biểu mẫu: {sheets}; không đọc các sheet này."),
    "CT16": FindingTemplate(
        "warning",
        "Tệp có liên kết đến tệp Excel khác.",
        "Đề nghị thay công thức liên kết bằng con số trước khi gửi.",
    ),
    "CT17": FindingTemplate(
        "warning", "Tệp có chứa macro; macro không được chạy.", "Đề nghị gửi tệp .xlsx không có macro."
    ),
    "CT18": FindingTemplate("info", "Khóa bảo vệ của sheet đã bị gỡ."),
    "CT19": FindingTemplate(
        "warning",
        "Ô số liệu của nhiều chỉ tiêu bị gộp lại ({cells}), chỉ đọc được số liệu của dòng đầu.",
        "Đề nghị bỏ gộp ô và ghi số liệu từng chỉ tiêu.",
    ),
    "CT20": FindingTemplate(
        "warning",
        "Sheet {sheets} cũng có bảng số liệu của biểu mẫu với nội dung khác; chỉ đọc sheet “{sheet}”.",
        "Đề nghị xác nhận số liệu đúng và chỉ giữ một bảng.",
    ),
    "CT21": FindingTemplate(
        "warning",
        "Tiêu đề ghi “{heading}”, khác với tên cơ quan được cấp biểu mẫu (“{name}”).",
        "Đề nghị xác nhận tệp này là báo cáo của cơ quan nào.",
    ),
    "CT22": FindingTemplate("info", "Cơ quan nộp do bộ phận tổng hợp xác định ({agency})."),
    "CT23": FindingTemplate(
        "warning", "Số liệu được đọc từ bảng trong tệp Word.", "Đề nghị lần sau gửi tệp Excel đã phát hành."
    ),
    "CT24": FindingTemplate(
        "info", "Ghi chú của {count} chỉ tiêu gõ bằng phông chữ cũ, đã chuyển sang Unicode ({codes})."
    ),
    "CT25": FindingTemplate(
        "warning",
        "Mã chỉ tiêu ẩn không khớp với tên chỉ tiêu ở {count} dòng (bảng đã bị sắp xếp hoặc dịch chuyển); "
        "đã nhận diện các dòng theo tên chỉ tiêu.",
        "Đề nghị đối chiếu số liệu đã nhận diện.",
    ),
    "CT26": FindingTemplate(
        "warning",
        "Tệp không còn thông tin nhận diện; cơ quan nộp ({agency}) xác định theo {how}.",
        "Đề nghị xác nhận tệp này là báo cáo của cơ quan.",
    ),
    "CT27": FindingTemplate(
        "warning",
        "Tệp là biểu mẫu của {agency} nhưng được gửi bằng thư của {other}.",
        "Đề nghị xác nhận tệp này là báo cáo của cơ quan nào.",
    ),
    "CT28": FindingTemplate(
        "warning",
        "Trong tệp ghi cơ quan nộp là {other}, khác với cơ quan do bộ phận tổng hợp xác định ({agency}).",
        "Đề nghị xác nhận tệp này là báo cáo của cơ quan nào.",
    ),
    "CT29": FindingTemplate(
        "error",
        "Sheet “{sheet}” và sheet “{other}” cùng có bảng số liệu của biểu mẫu nhưng khác nhau ở {count} chỉ tiêu "
        "({cells}); các số liệu khác nhau không được tổng hợp.",
        "Đề nghị xác nhận số liệu đúng và chỉ giữ một bảng.",
    ),
    "CT30": FindingTemplate(
        "error",
        "Bảng có nhiều cột số liệu ({columns}), không xác định được cột nào là số liệu của kỳ báo cáo; "
        "chưa cột nào được tổng hợp.",
        "Đề nghị chỉ giữ một cột Số liệu như biểu mẫu đã phát hành.",
    ),
    "CT31": FindingTemplate(
        "info", "Bảng có nhiều cột số liệu ({columns}); đã đọc cột {column} “{heading}” theo tiêu đề của cột."
    ),
    "CT32": FindingTemplate(
        "warning",
        "Số liệu được đọc từ sheet ẩn “{sheet}”, vì bảng ở sheet đang hiện chưa có số liệu.",
        "Đề nghị xác nhận số liệu, bỏ ẩn sheet và chỉ giữ một bảng.",
    ),
    "CT33": FindingTemplate(
        "warning",
        "ngoài bảng, ô {beside} cùng dòng ghi “{text}”; có thể là số liệu sửa lại, chưa được tính.",
        "Đề nghị ghi số liệu đúng vào ô Số liệu và xóa nội dung ngoài bảng.",
        clears_by_note=False,
    ),
    "CT34": FindingTemplate(
        "warning",
        "ô Ghi chú {note_cell} chứa ngày tháng ({note}), có thể do Excel tự đổi khi gõ phân số như 5/8.",
        "Đề nghị ghi lại nội dung ghi chú; phân số thì gõ dấu nháy đơn (') ở trước.",
        clears_by_note=False,
    ),
    "CT35": FindingTemplate(
        "error",
        "đơn vị tính đã bị đổi thành “{unit}” (biểu mẫu: “{issued}”), số liệu không được tổng hợp.",
        "Đề nghị ghi số liệu theo đơn vị tính của biểu mẫu.",
    ),
    "CT36": FindingTemplate(
        "warning",
        "Cột {column}{heading} không thuộc biểu mẫu nhưng có {count} ô ghi số ở các dòng chỉ tiêu; không đọc cột này.",
        "Đề nghị xác nhận các số này không phải là số liệu báo cáo.",
        clears_by_note=False,
    ),
    "CT39": FindingTemplate(
        "warning",
        "Tệp còn có bảng số liệu của cơ quan khác ({sheets}); không đọc các bảng này.",
        "Đề nghị mỗi cơ quan gửi một tệp riêng.",
    ),
    "CT37": FindingTemplate(
        "info",
        "Không đọc được sheet {sheets} (biểu đồ, macro, quá lớn, có mật khẩu hoặc bị hỏng); "
        "các sheet khác đã được đọc.",
    ),
    "CT38": FindingTemplate(
        "warning",
        "Số liệu được đọc từ bảng Excel chèn trong tệp Word.",
        "Đề nghị lần sau gửi tệp Excel đã phát hành.",
    ),
    "CT40": FindingTemplate(
        "warning",
        "Sheet {sheets} chỉ đọc được giá trị ô; không biết định dạng phần trăm, ô lỗi, chữ gạch bỏ và ô ẩn.",
        "Đề nghị mở tệp bằng Excel, lưu thành .xlsx rồi gửi lại.",
    ),
    "CT41": FindingTemplate(
        "warning",
        "Tiêu đề của bảng ghi “{heading}”, khác với kỳ báo cáo ({period}).",
        "Đề nghị xác nhận số liệu là của kỳ báo cáo này.",
        clears_by_note=False,
    ),
    "CT43": FindingTemplate(
        "warning",
        "Tệp văn bản còn thay đổi chưa được chấp nhận (Track Changes); đã đọc như khi chấp nhận tất cả thay đổi.",
        "Đề nghị xác nhận số liệu; lần sau chấp nhận hoặc từ chối hết thay đổi trước khi gửi.",
    ),
    "CT44": FindingTemplate(
        "warning",
        "Số liệu được đọc từ {kind}, không phải biểu mẫu Excel đã phát hành.",
        "Đề nghị lần sau gửi tệp Excel đã phát hành.",
    ),
    "CT45": FindingTemplate(
        "warning",
        "Tệp có nội dung chèn đè lên trang bằng hộp văn bản hoặc công cụ ghi chú ({texts}); chưa được tính.",
        "Đề nghị ghi số liệu đúng vào ô Số liệu và xóa nội dung chèn đè.",
        clears_by_note=False,
    ),
    "CT46": FindingTemplate(
        "error",
        "Cột có số liệu ({columns}) có tiêu đề khác cột Số liệu của biểu mẫu, có thể là của kỳ khác, kế hoạch, "
        "một bộ phận hoặc theo đơn vị tính khác; chưa được tổng hợp.",
        "Đề nghị ghi số liệu của kỳ báo cáo vào cột Số liệu như biểu mẫu đã phát hành.",
    ),
    "CT48": FindingTemplate(
        "warning",
        "Bản PDF ({file}) khác bản Excel ở {count} ô: {cells}.",
        "Đề nghị xác nhận số liệu đúng và gửi lại bản cần sửa; bản Excel vẫn được tính.",
        clears_by_note=False,
    ),
    "CT49": FindingTemplate("info", "Bản PDF ({file}) khớp bản Excel: {count} số liệu{unread}."),
    "CT50": FindingTemplate(
        "warning",
        "ghi chú (“{note}”) sửa số liệu thành {corrected}, nhưng cột Số liệu là {raw}.",
        "Đề nghị ghi số liệu đúng vào cột Số liệu.",
        clears_by_note=False,
    ),
    "CT51": FindingTemplate(
        "warning",
        "nhận xét (Comment) ở ô {beside} ghi “{text}”; có thể là số liệu sửa lại, chưa được tính.",
        "Đề nghị ghi số liệu đúng vào ô Số liệu; nếu không phải là số liệu sửa lại thì ghi giải trình ở cột Ghi chú.",
    ),
    "CT52": FindingTemplate(
        "info",
        "Biểu mẫu của {agency} được gửi từ địa chỉ {address}, không phải địa chỉ của cơ quan trong danh mục.",
        "Đề nghị xác nhận tệp do cơ quan gửi; nếu đúng, bổ sung địa chỉ vào co-quan.xlsx.",
    ),
    "CT53": FindingTemplate(
        "warning",
        "Nội dung ô {cells} quá dài; chỉ đọc {length} ký tự đầu.",
        "Đề nghị rút gọn nội dung ô; thuyết minh dài thì gửi kèm bằng văn bản.",
    ),
    # --- the check itself -------------------------------------------------------------------------------------------
    "KT01": FindingTemplate(
        "error",
        "Chương trình không kiểm tra được báo cáo này, số liệu không được tổng hợp.",
        "Đề nghị gửi tệp này cùng tệp cchc.log cho người hỗ trợ.",
    ),
}
