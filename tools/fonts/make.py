#!/usr/bin/python3
"""Lays out the fonts of the printed sheets: build/fonts/{regular,medium,rare}.

regular, medium: Noto Sans SC from the npm package in assets/fonts, less the tables that only shaping needs.
rare: the characters of names that Noto Sans SC lacks, taken from Debian's Noto Sans CJK SC.
Needs Debian's python3-fonttools and fonts-noto-cjk, and `npm ci` done in assets/fonts. Safe to repeat; does
nothing when its sources are unchanged.
"""

import argparse
import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "assets/fonts/node_modules/@expo-google-fonts/noto-sans-sc"
COLLECTION = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
WEIGHTS = {"regular": "400Regular/NotoSansSC_400Regular.ttf", "medium": "500Medium/NotoSansSC_500Medium.ttf"}
# Sheets set every glyph by its own width, so nothing shapes text; hints do not matter on a printer.
UNUSED = ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "MATH", "VORG", "vhea", "vmtx", "fpgm", "prep", "cvt ", "gasp", "DSIG"]
# CJK ideographs and their extensions: blocks that a personal or place name can come from.
IDEOGRAPHS = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)]


def fail(sentence):
    sys.exit(f"fonts: {sentence}")


def fingerprint(paths):
    """SHA-256 over this script and the sizes and times of its sources."""
    seen = hashlib.sha256(Path(__file__).read_bytes())
    for path in paths:
        state = path.stat()
        seen.update(f"{path.name} {state.st_size} {int(state.st_mtime)}\n".encode())
    return seen.hexdigest()


def write(font, path):
    """Saves beside the target and renames, so that a killed run leaves no half font."""
    draft = path.with_suffix(".draft")
    font.save(draft)
    os.replace(draft, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build/fonts")
    out = parser.parse_args().out
    sources = {name: PACKAGE / file for name, file in WEIGHTS.items()}
    for path in sources.values():
        if not path.exists():
            fail(f"{path.relative_to(ROOT)} is missing; run `npm ci` in assets/fonts first")
    if not COLLECTION.exists():
        fail(f"{COLLECTION} is missing; install Debian's fonts-noto-cjk")
    stamp, mark = out / "made-from", fingerprint([*sources.values(), COLLECTION])
    made = [out / name for name in ("regular.ttf", "medium.ttf", "rare.otf")]
    if all(path.exists() for path in made) and stamp.exists() and stamp.read_text() == mark:
        return
    try:
        from fontTools import subset
        from fontTools.ttLib import TTCollection, TTFont
    except ImportError:
        fail("Python's fontTools is missing; install Debian's python3-fonttools")
    out.mkdir(parents=True, exist_ok=True)

    covered = None
    for name, path in sources.items():
        print(f"fonts: {name} from {path.name}", flush=True)
        font = TTFont(path, lazy=True)
        cmap = set(font.getBestCmap())
        covered = cmap if covered is None else covered & cmap
        for tag in UNUSED:
            if tag in font:
                del font[tag]
        write(font, out / f"{name}.ttf")

    print(f"fonts: rare characters from {COLLECTION.name}", flush=True)
    faces = TTCollection(COLLECTION, lazy=True)
    face = next((f for f in faces if f["name"].getDebugName(6) == "NotoSansCJKsc-Regular"), None)
    if face is None:
        fail(f"{COLLECTION} has no Noto Sans CJK SC")
    rare = [c for c in face.getBestCmap() if c not in covered and any(low <= c <= high for low, high in IDEOGRAPHS)]
    options = subset.Options(layout_features=[], drop_tables=[*subset.Options().drop_tables, *UNUSED])
    options.hinting = False
    chooser = subset.Subsetter(options)
    chooser.populate(unicodes=rare)
    chooser.subset(face)
    write(face, out / "rare.otf")
    stamp.write_text(mark)
    print(f"fonts: {len(rare)} rare characters; all in {out}", flush=True)


if __name__ == "__main__":
    main()
