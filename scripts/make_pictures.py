"""Make the pictures in ``docs/images`` from the demo, with LibreOffice, poppler's tools and Pillow.

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

from cchc_excel.campaign import collect, consolidate
from cchc_excel.demo import prepare_demo

IMAGES = Path(__file__).parents[1] / "docs" / "images"
#: Picture → (which workbook, words on the page to show, cells of its first tab to print instead of the usual, dots
#: per inch).
PICTURES = {
    "bieu-mau.png": ("return", "PHỤ LỤC 2", "$B$1:$J$46", 110),
    "huong-dan.png": ("return", "HƯỚNG DẪN ĐIỀN", None, 70),
    "tong-hop.png": ("master", "PHỤ LỤC 2", "$A$1:$G$56", 100),
    "chi-tiet.png": ("master", "SỐ LIỆU CHI TIẾT", None, 80),
    "tien-do-nop.png": ("master", "TIẾN ĐỘ NỘP", None, 80),
    "loi-va-canh-bao.png": ("master", "LỖI VÀ CẢNH BÁO", None, 80),
    "ghi-chu.png": ("master", "GHI CHÚ CỦA", None, 80),
    "du-lieu.png": ("master", "SHA-256", None, 80),
}


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


def main() -> None:
    """Make all pictures, or those named on the command line."""
    wanted = sys.argv[1:] or list(PICTURES)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made = prepare_demo(folder / "cchc-demo")
        collect(made.workspace, made.period)
        books = {
            "return": made.workspace.folder("returned", made.period) / f"PL2-B1_{made.period}_STC.xlsx",
            "master": consolidate(made.workspace, made.period).path,
        }
        IMAGES.mkdir(parents=True, exist_ok=True)
        for name in wanted:
            which, words, cells, dots = PICTURES[name]
            copy = folder / (f"{Path(name).stem}.xlsx" if cells else f"{which}.xlsx")
            if not copy.exists():
                printing(books[which], cells, copy)
            picture(copy, words, IMAGES / name, dots, folder / "profile")
            print(IMAGES.name, name)
        shutil.rmtree(folder / "profile", ignore_errors=True)


if __name__ == "__main__":
    main()
