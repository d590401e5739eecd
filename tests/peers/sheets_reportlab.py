"""Draws the pages with reportlab: sheets_reportlab.py PAGES.json FONTS OUT.pdf."""

import json
import sys

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

pages, fonts, out = sys.argv[1:]
for name in ("regular", "medium"):
    pdfmetrics.registerFont(TTFont(name, f"{fonts}/{name}.ttf"))
canvas = Canvas(out)
with open(pages, encoding="utf-8") as file:
    for page in json.load(file):
        high = page["h"]
        canvas.setPageSize((page["w"], high))
        for x0, y0, x1, y1 in page["rules"]:
            if x0 == x1 or y0 == y1:
                canvas.line(x0, high - y0, x1, high - y1)
            else:
                canvas.rect(x0, high - y1, x1 - x0, y1 - y0)
        for text in page["texts"]:
            canvas.setFont("medium" if text["bold"] else "regular", text["size"])
            canvas.drawString(text["x"], high - text["y"], text["text"])
        canvas.showPage()
canvas.save()
