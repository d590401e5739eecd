"""Reads what our own PDF draws: pages.py SHEETS.pdf PAGES.json.

A page is {w, h, texts: [{x, y, size, bold, text}], rules: [[x0, y0, x1, y1]]}: points from the top left corner, y the
baseline. The peers then draw the very same, so that all of them render equal pages.
"""

import json
import sys

import pdfplumber


def texts(page):
    """Runs of characters that share a line, a face and a size."""
    runs = []
    for char in page.chars:
        bold = "Medium" in char["fontname"]
        key = (round(char["bottom"], 1), round(char["size"], 2), bold)
        last = runs[-1] if runs else None
        if last and last["key"] == key and abs(char["x0"] - last["end"]) < 0.2 * char["size"]:
            last["text"] += char["text"]
        else:
            # The descent of the face is left out: all peers err alike by a point, which costs nobody any time.
            runs.append({"key": key, "x": char["x0"], "y": char["bottom"], "size": char["size"], "bold": bold, "text": char["text"]})
            last = runs[-1]
        last["end"] = char["x1"]
    return [{name: run[name] for name in ("x", "y", "size", "bold", "text")} for run in runs]


def rules(page):
    drawn = [*page.lines, *page.rects]
    return [[item["x0"], item["top"], item["x1"], item["bottom"]] for item in drawn]


def main():
    source, target = sys.argv[1:]
    with pdfplumber.open(source) as pdf:
        pages = [
            {"w": float(page.width), "h": float(page.height), "texts": texts(page), "rules": rules(page)}
            for page in pdf.pages
        ]
    with open(target, "w", encoding="utf-8") as file:
        json.dump(pages, file, ensure_ascii=False)


main()
