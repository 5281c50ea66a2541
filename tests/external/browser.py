"""Every chart in a browser: no word leaves the page, and the browser's own shaping gives words room.

    python browser.py RESULTS CHROMIUM
"""
import html
import json
import subprocess
import sys
import tempfile
from pathlib import Path

FONTS = Path("src/chart/fonts").resolve()
PAGE = """<!doctype html><meta charset="utf-8"><style>
@font-face {{ font-family: Vazirmatn; src: url("{fonts}/Vazirmatn-Regular.ttf"); }}
@font-face {{ font-family: Vazirmatn; font-weight: 700; src: url("{fonts}/Vazirmatn-Bold.ttf"); }}
</style><body>{charts}<pre id="found"></pre><script>
document.fonts.ready.then(() => {{
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {{
    const page = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim());
    for (const text of texts) {{
      const box = text.getBoundingClientRect();
      const over = Math.max(page.left - box.left, box.right - page.right, page.top - box.top, box.bottom - page.bottom);
      if (over > 1.5) found.push([svg.parentElement.id, text.textContent.slice(0, 60), Math.round(over)]);
    }}
    found.push([svg.parentElement.id, null, texts.length]);
  }}
  document.getElementById("found").textContent = JSON.stringify(found);
}});
</script>"""

results, browser = Path(sys.argv[1]), sys.argv[2]
paths = sorted(results.glob("*/charts/*.svg"))
charts = "".join(
    f'<div id="{html.escape(str(path.relative_to(results)))}">{path.read_text(encoding="utf-8").split("?>")[-1]}</div>'
    for path in paths
)
with tempfile.TemporaryDirectory() as folder:
    page = Path(folder) / "charts.html"
    page.write_text(PAGE.format(fonts=FONTS.as_uri(), charts=charts), encoding="utf-8")
    command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
               "--virtual-time-budget=20000", "--allow-file-access-from-files", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
_, _, rest = done.stdout.partition('<pre id="found">')
found = json.loads(html.unescape(rest.partition("</pre>")[0]) or "null")
if not found:
    sys.exit(f"the browser drew nothing: {done.stderr[-500:]}")
words = sum(count for _, text, count in found if text is None)
over = [f"{chart}: {text!r} leaves the page by {pixels} pixels" for chart, text, pixels in found if text is not None]
print("\n".join(over[:50]) or f"{len(paths)} charts with {words} words fit their page")
sys.exit(1 if over or not words else 0)
