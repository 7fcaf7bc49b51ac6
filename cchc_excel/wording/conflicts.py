"""What the operator is asked to decide."""

from __future__ import annotations

from cchc_excel.wording import Sentence

CONFLICTS = {
    "empty": Sentence(
        "Cơ quan {agencies} nộp tệp chưa điền số liệu và ghi chú nào ({files}).",
        "Đề nghị liên hệ để cơ quan điền và gửi lại; nếu cơ quan thực sự không có gì để báo cáo, "
        'xác nhận: cchc assign "{file}" --agency {agency} -k {period}',
    ),
    "far_fewer": Sentence(
        "Cơ quan {agencies} nộp lần sau ít số liệu hơn nhiều ({now}, lần trước {before}): {files}; "
        "đang tính tệp “{chosen}”.",
        'Đề nghị hỏi cơ quan tệp nào đúng rồi chạy: cchc assign "TÊN-TỆP" --agency {agency} -k {period}',
    ),
    "older": Sentence(
        "Tệp “{file}” của cơ quan {agencies} tiếp nhận sau nhưng có ngày ({day}) sớm hơn tệp đang tính “{chosen}” "
        "({counted}).",
        'Nếu tệp tiếp nhận sau mới đúng, chạy: cchc assign "{file}" --agency {agency} -k {period}; nếu không, xác nhận '
        'tệp đang tính: cchc assign "{chosen}" --agency {agency} -k {period}',
    ),
    "same_time": Sentence(
        "Cơ quan {agencies} có nhiều tệp khác nhau nhận cùng lúc ({when}): {files}; đang tính tệp “{chosen}”.",
        'Đề nghị hỏi cơ quan tệp nào đúng rồi chạy: cchc assign "TÊN-TỆP" --agency {agency} -k {period}',
    ),
    "same_figures": Sentence(
        "Các cơ quan {agencies} có số liệu giống hệt nhau ({files}).",
        "Đề nghị xác minh với cơ quan; nếu đúng, xác nhận từng tệp: "
        'cchc assign "TÊN-TỆP" --agency MÃ-CƠ-QUAN -k {period}',
    ),
    "same_as_before": Sentence(
        "Cơ quan {agencies} nộp số liệu giống hệt kỳ {last} ({files}).",
        'Đề nghị xác minh với cơ quan; nếu đúng, xác nhận: cchc assign "{file}" --agency {agency} -k {period}',
    ),
}
