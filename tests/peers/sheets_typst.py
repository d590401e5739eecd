"""Draws the pages with Typst: sheets_typst.py PAGES.json FONTS OUT.pdf."""

import shutil
import sys
from pathlib import Path

import typst

pages, fonts, out = sys.argv[1:]
here = Path(out).parent
shutil.copy(Path(__file__).with_suffix(".typ"), here / "sheets.typ")
typst.compile(
    here / "sheets.typ",
    output=out,
    root=here,
    font_paths=[fonts],
    ignore_system_fonts=True,
    sys_inputs={"pages": Path(pages).name},
)
