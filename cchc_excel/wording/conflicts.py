"""What the operator is asked to decide."""

from __future__ import annotations

from cchc_excel.wording import Sentence

CONFLICTS = {
    "same_time": Sentence(
        "Cơ quan {agencies} có nhiều tệp khác nhau nhận cùng lúc ({when}): {files}; đang tính tệp “{chosen}”.",
        "Đề nghị hỏi cơ quan tệp nào đúng rồi chạy: cchc assign “TÊN-TỆP” --agency {agency}",
    ),
    "same_figures": Sentence(
        "Các cơ quan {agencies} có số liệu giống hệt nhau ({files}).",
        "Đề nghị xác minh với cơ quan; nếu đúng, xác nhận từng tệp: cchc assign “TÊN-TỆP” --agency MÃ-CƠ-QUAN",
    ),
    "same_as_before": Sentence(
        "Cơ quan {agencies} nộp số liệu giống hệt kỳ {last} ({files}).",
        "Đề nghị xác minh với cơ quan; nếu đúng, xác nhận: cchc assign “{file}” --agency {agency}",
    ),
}
