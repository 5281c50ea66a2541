"""Every chart is well-formed SVG with a size, and has a PNG of the same shape that shows something.

    python charts.py RESULTS PROGRAM
"""
import sys
from pathlib import Path

from lxml import etree
from PIL import Image

SVG = "{http://www.w3.org/2000/svg}"


def faults(path):
    root = etree.parse(path).getroot()
    if root.tag != SVG + "svg":
        yield f"root is {root.tag}"
    width, height = map(float, root.get("viewBox").split()[2:])
    if root.get("direction") not in (None, "ltr"):
        yield "a direction on the root turns every text round"
    if not root.findall(f".//{SVG}text"):
        yield "no words"
    if root.findall(f".//{SVG}script") or root.findall(f".//{SVG}image"):
        yield "scripts or images"
    if next(root.iter(f"{SVG}title", f"{SVG}desc"), None) is None and not root.get("aria-label"):
        yield "nothing for those who cannot see it"
    picture = path.with_suffix(".png")
    if not picture.exists():
        yield "no PNG"
        return
    with Image.open(picture) as image:
        image.load()
        if abs(image.width / image.height - width / height) > 0.02 * width / height:
            yield f"PNG is {image.width} × {image.height}, SVG {width} × {height}"
        if len(image.convert("RGB").resize((200, 200)).getcolors(40000)) < 3:
            yield "PNG is blank"


results = Path(sys.argv[1])
paths = sorted(results.glob("*/charts/*.svg"))
found = [f"{path.relative_to(results)}: {fault}" for path in paths for fault in faults(path)]
print("\n".join(found[:50]) or f"{len(paths)} charts are sound")
sys.exit(1 if found or not paths else 0)
