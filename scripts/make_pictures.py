"""Make the pictures in ``docs/images`` from the demo, with LibreOffice, poppler's tools, Chromium and Pillow.

Usage: ``python scripts/make_pictures.py``
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from PIL import Image, ImageOps

from cchc_excel.api import check, collect, consolidate
from cchc_excel.demo import LATER_PERIODS, prepare_demo, prepare_period

IMAGES = Path(__file__).parents[1] / "docs" / "images"
#: Picture → (which book, words on its page, cells of its first tab to print instead of the usual, dots per inch).
PICTURES = {
    "bieu-mau.png": ("return", "PHỤ LỤC 2", "$B$1:$H$46", 110),
    "huong-dan.png": ("return", "HƯỚNG DẪN ĐIỀN", None, 70),
    "tong-hop.png": ("master", "PHỤ LỤC 2", "$A$1:$I$56", 100),
    "tong-quan.png": ("master", "TỔNG QUAN TÌNH HÌNH", None, 90),
    "lua-chon.png": ("master", "LỰA CHỌN PHẠM VI", None, 70),
    "chi-tiet.png": ("master", "SỐ LIỆU CHI TIẾT", None, 80),
    "so-sanh.png": ("later", "SO SÁNH VỚI KỲ TRƯỚC", None, 90),
    "dien-bien.png": ("later", "DIỄN BIẾN SỐ LIỆU", None, 80),
    "bieu-mau-ky-sau.png": ("later return", "PHỤ LỤC 2", "$B$1:$H$46", 90),
    "tien-do-nop.png": ("master", "TIẾN ĐỘ NỘP", None, 80),
    "loi-va-canh-bao.png": ("master", "LỖI VÀ CẢNH BÁO", None, 80),
    "ghi-chu.png": ("master", "GHI CHÚ CỦA", None, 80),
    "du-lieu.png": ("master", "SHA-256", None, 80),
    "danh-muc-chi-tieu.png": ("master", "DANH MỤC CHỈ TIÊU", None, 70),
    "phu-luc.png": ("document", "PHỤ LỤC 2", None, 80),
}
#: The overview as a web page, drawn by a browser.
PAGE = "trang-tong-quan.png"
_BROWSER = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1400,1250")


def printing(book: Path, cells: str | None, target: Path) -> None:
    """A copy of a workbook that prints other cells of its first tab."""
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w") as made:
        for part in source.infolist():
            data = source.read(part)
            if cells and part.filename == "xl/workbook.xml":
                area = r'(_xlnm.Print_Area" localSheetId="0">[^<]*!)[^<]*'
                data = re.sub(area, lambda found: found[1] + cells, data.decode("utf-8")).encode()
            made.writestr(part, data)


def picture(book: Path, words: str, target: Path, dots: int, profile: Path) -> None:
    """The first printed page with these words, without its empty margins."""
    pdf = book.with_suffix(".pdf")
    if not pdf.exists():
        run("soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf",
            "--outdir", str(book.parent), str(book))  # fmt: skip
    pages = run("pdftotext", "-layout", str(pdf), "-").split("\f")
    page = str(next(at for at, text in enumerate(pages, start=1) if words in text))
    run("pdftoppm", "-r", str(dots), "-f", page, "-l", page, "-singlefile", "-png", str(pdf),
        str(target.with_suffix("")))  # fmt: skip
    drawn = Image.open(target).convert("RGB")
    left, top, right, bottom = ImageOps.invert(drawn).getbbox()
    drawn.crop((left - 12, top - 12, right + 12, bottom + 12)).quantize(64).save(target, optimize=True)


def run(*command: str) -> str:
    """Run a program; what it printed."""
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def browse(page: Path, target: Path, profile: Path) -> None:
    """The top of a web page."""
    run(*_BROWSER, f"--user-data-dir={profile}", f"--screenshot={target}", page.as_uri())
    Image.open(target).convert("RGB").quantize(256).save(target, optimize=True)


def books(folder: Path) -> dict[str, Path]:
    """Everything to be pictured, from the demo and its later periods."""
    made = prepare_demo(folder / "cchc-demo")
    workspace, last = made.workspace, LATER_PERIODS[-1]
    collect(workspace, made.period)
    first = consolidate(workspace, made.period, also=["docx"])
    for period in LATER_PERIODS:
        prepare_period(workspace, period)
        collect(workspace, period)
        check(workspace, period)
    later = consolidate(workspace, last, also=["html"])
    return {
        "return": workspace.folder("returned", made.period) / f"PL2-B1_{made.period}_STC.xlsx",
        "later return": workspace.folder("returned", last) / f"PL2-B1_{last}_SNV.xlsx",
        "master": first.path,
        "later": later.path,
        "document": first.others["docx"],
        "page": later.others["html"],
    }


def main() -> None:
    """Make all pictures, or those named on the command line."""
    wanted = sys.argv[1:] or [*PICTURES, PAGE]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made = books(folder)
        IMAGES.mkdir(parents=True, exist_ok=True)
        for name in wanted:
            if name == PAGE:
                browse(made["page"], IMAGES / name, folder / "browser")
            else:
                which, words, cells, dots = PICTURES[name]
                stem = Path(name).stem if cells else which.replace(" ", "-")
                copy = folder / f"{stem}{made[which].suffix}"
                if not copy.exists():
                    if cells:
                        printing(made[which], cells, copy)
                    else:
                        shutil.copyfile(made[which], copy)
                picture(copy, words, IMAGES / name, dots, folder / "profile")
            print(IMAGES.name, name)
        shutil.rmtree(folder / "profile", ignore_errors=True)


if __name__ == "__main__":
    main()
