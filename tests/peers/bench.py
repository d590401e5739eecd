"""Measures Rounds beside its peers in one run: bench.py ROUNDS DOOR EMPTY_WINDOW OUT.

Sheets: CPU seconds and bytes of the demo's week against reportlab and Typst drawing the same pages.
Search: milliseconds to the first 100 rows among 10,000 customers, through the tests' door.
Visit: milliseconds to keep a field, to open a customer file with 1,000 entries, to write a day's filled sheets.
Plan: lengths of rounds against LKH, PyVRP, VROOM and OR-Tools on what each can model (planner.py).
Sync: rows a second, latency of one change and syncs a second against Anki, PouchDB and COPY (sync.py).
Start: seconds until today's list can be used, against an empty Tauri window.
"""

import csv
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import planner
import sync

HERE = Path(__file__).resolve().parent
FONTS = HERE.parents[1] / "build/fonts"
DATA = HERE.parents[1] / "tests/data/planner"
AS_OF, NOW, WEEK = "2026-11-22", "2026-11-26T14:20:00+08:00", "2026-W49"
VISIT_NOW = "2026-11-24T09:10:00+08:00"
RUNS = 7


def cpu_of(command, **options):
    """CPU seconds of a fresh process, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def alternating(commands):
    """The median CPU seconds of each, run in turns so that the machine's moods fall on all alike."""
    seen = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            seen[name].append(cpu_of(command))
    return {name: statistics.median(times) for name, times in seen.items()}


def sheets(rounds, out):
    data, ours, pages = out / "demo", out / "rounds.pdf", out / "pages.json"
    shutil.rmtree(data, ignore_errors=True)
    subprocess.run([rounds, "demo", "--data", data, "--as-of", AS_OF], check=True, stdout=subprocess.DEVNULL)
    plan = [rounds, "plan", "--data", data, "--week", WEEK, "--json"]
    subprocess.run(plan, check=True, stdout=subprocess.DEVNULL)
    print_all = [rounds, "sheets", "--data", data, "--week", WEEK, "--kind", "all", "--out", ours]
    subprocess.run(print_all, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, HERE / "pages.py", ours, pages], check=True)
    commands = {"rounds": print_all}
    for peer in ("reportlab", "typst"):
        script = HERE / f"sheets_{peer}.py"
        commands[peer] = [sys.executable, script, pages, FONTS, out / f"{peer}.pdf"]
    times = alternating(commands)
    count = len(json.loads(pages.read_text(encoding="utf-8")))
    for name, seconds in times.items():
        size = (out / f"{name}.pdf").stat().st_size
        share = f"  {times['rounds'] / seconds:.2f} of it" if name != "rounds" else ""
        print(f"sheets  {name:10} {count} pages  {seconds:.2f} CPU s  {size / 1000:.0f} kB{share}")
    print("sheets  bars: 0.30 CPU s and 600 kB for 60 pages; a third of reportlab, three quarters of typst")


def many_customers(path, count=10_000):
    """Invented names from a fixed pattern: the search reads every one of them."""
    first, second, third = "顺和中永福兴隆昌盛", "发平路安泰源达丰裕", "超市便利店烟酒行商店"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["客户编码", "客户名称", "经营地址", "电话", "经度", "纬度"])
        for n in range(count):
            name = f"{first[n % 9]}{second[n // 9 % 9]}{third[n // 81 % 5 * 2:][:2]}{n // 405}号"
            longitude, latitude = 121.2 + n % 100 / 250, 31.1 + n // 100 / 250
            rows.writerow([f"T{n:06}", name, f"试验县第{n % 97}街{n}号", f"100{n:08}", f"{longitude:.4f}", f"{latitude:.4f}"])


def call(address, name, args):
    body = json.dumps({"args": args}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{address}/call/{name}", body)) as reply:
        return json.load(reply)


def search(rounds, door, out):
    data, workbook = out / "many", out / "many.csv"
    shutil.rmtree(data, ignore_errors=True)
    many_customers(workbook)
    command = [rounds, "import", "customers", workbook, "--data", data, "--json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen([door, "--data", data, "--now", NOW], stdout=subprocess.PIPE, text=True) as opened:
        address = opened.stdout.readline().strip()
        for words in ("", "shp", "中安", "T004", "1000000", "试验县第9街", "没有这家"):
            query = {"filter": {"text": words}, "sort": "code", "offset": 0, "limit": 100}
            times = []
            for _ in range(20):
                began = time.perf_counter()
                page = call(address, "customer.list", query)
                times.append((time.perf_counter() - began) * 1000)
            print(f"search  {words or 'the whole list':16} {page['total']:6} found  {statistics.median(times):.1f} ms")
        opened.kill()
    print("search  bar: 10 ms, the loopback request included")


def median_ms(times, work):
    """The median milliseconds of `times` runs of `work`, which is handed the number of its run."""
    seen = []
    for n in range(times):
        began = time.perf_counter()
        work(n)
        seen.append((time.perf_counter() - began) * 1000)
    return statistics.median(seen)


def visit(rounds, door, out):
    data = out / "visit"
    shutil.rmtree(data, ignore_errors=True)
    subprocess.run([rounds, "demo", "--data", data, "--as-of", VISIT_NOW[:10]], check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen([door, "--data", data, "--now", VISIT_NOW], stdout=subprocess.PIPE, text=True) as opened:
        address = opened.stdout.readline().strip()
        stop = call(address, "today.get", {})["stops"][0]["visit"]
        page = call(address, "visit.start", {"planned_visit_id": stop["id"], "customer_id": None})
        draft, visit_id = page["draft"], page["record"]["id"]

        def keep(n):
            draft["answers"]["opinion"] = f"第 {n} 次修改"
            call(address, "visit.save", {"id": visit_id, "draft": draft})

        print(f"visit   keep a field     {median_ms(50, keep):.1f} ms (bar 300)")
        customer = stop["customer"]["id"]
        for n in range(1000):
            issue = {"id": None, "customer_id": customer, "kind": "question", "category": None, "urgent": False}
            call(address, "issue.put", {**issue, "content": f"第 {n} 个问题", "promised_at": None, "owner": None})
        query = {"customer_id": customer, "kinds": [], "text": "", "offset": 0, "limit": 100}
        entries = call(address, "timeline.get", query)["total"]

        def open_file(_):
            call(address, "customer.get", {"id": customer})
            call(address, "timeline.get", query)

        print(f"visit   open the file    {median_ms(20, open_file):.1f} ms with {entries} entries (bar 100)")
        day = {"week": "2026-W47", "dates": ["2026-11-18"], "full": False}
        sheets_ms = median_ms(5, lambda _: call(address, "visit.print", day))
        print(f"visit   a day's filled sheets  {sheets_ms:.0f} ms")
        opened.kill()


class Window:
    """A program's window, driven through WebKitWebDriver."""

    def __init__(self, environment):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        automation = {"TAURI_AUTOMATION": "true", "TAURI_WEBVIEW_AUTOMATION": "true"}
        self.driver = subprocess.Popen(["WebKitWebDriver", f"--port={self.port}"], env={**os.environ, **automation, **environment})
        for _ in range(100):
            try:
                self.ask("GET", "/status")
                break
            except OSError:
                time.sleep(0.05)

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, method=method)
        with urllib.request.urlopen(request) as reply:
            return json.load(reply)["value"]

    def usable_after(self, program, selector):
        """Seconds from the start of the program until the selector is on the page."""
        options = {"binary": str(program), "args": []}
        began = time.perf_counter()
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        session = self.ask("POST", "/session", wanted)["sessionId"]
        script = {"script": "return document.querySelector(arguments[0]) !== null", "args": [selector]}
        try:
            while True:
                try:
                    if self.ask("POST", f"/session/{session}/execute/sync", script):
                        return time.perf_counter() - began
                except urllib.error.HTTPError:
                    pass
                time.sleep(0.005)
        finally:
            self.ask("DELETE", f"/session/{session}")

    def close(self):
        self.driver.kill()
        self.driver.wait()


def start(rounds, empty, out):
    window = Window({"ROUNDS_DATA": str(out / "demo"), "HOME": str(out)})
    seen = {"empty": [], "rounds": []}
    try:
        for _ in range(RUNS):
            seen["empty"].append(window.usable_after(empty, "h1"))
            seen["rounds"].append(window.usable_after(rounds, "main h1, main h2"))
    finally:
        window.close()
    bare, ours = statistics.median(seen["empty"]), statistics.median(seen["rounds"])
    print(f"start   empty window {bare:.2f} s, Rounds {ours:.2f} s: {ours / bare:.2f} times (bar 1.5)")


def main():
    rounds, door, empty = (Path(name).resolve() for name in sys.argv[1:4])
    out = Path(sys.argv[4]).resolve()
    out.mkdir(parents=True, exist_ok=True)
    sheets(rounds, out)
    search(rounds, door, out)
    visit(rounds, door, out)
    planner.compare([rounds], DATA, out / "planner")
    sync.compare(rounds, out)
    start(rounds, empty, out)


main()
