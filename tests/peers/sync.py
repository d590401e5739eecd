"""Sync beside its peers, in one run: the same customers, changes and clients with Rounds on SQLite and on PostgreSQL, with
Anki, with PouchDB, and PostgreSQL's COPY of the same rows as the limit of what a database takes.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Customers of the large territory, changes, clients, customers of each client, syncs of each client.
WORK = (10_000, 100, 8, 300, 25)


class Cluster:
    """A throw-away PostgreSQL that keeps its promises to the disk, as an organisation would run it."""

    def __init__(self):
        # Whoever it runs as need not be able to enter the checkout.
        self.folder = folder = Path(tempfile.mkdtemp(prefix="rounds-bench-"))
        versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not versions:
            raise RuntimeError("Debian's package postgresql is needed: run make setup")
        self.bin = versions[-1]
        # PostgreSQL refuses to run as root.
        self.user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
        if self.user:
            shutil.chown(folder, "nobody", "nogroup")
        init = [self.bin / "initdb", "-A", "trust", "-U", "rounds", "-E", "UTF8", "--locale=C", "-D", folder / "data"]
        subprocess.run(init, check=True, stdout=subprocess.DEVNULL, cwd=folder, **self.user)
        settings = ["-c", "listen_addresses=", "-c", "max_connections=100", "-c", "max_wal_size=2GB", "-c", "shared_buffers=256MB"]
        log = (folder / "log").open("wb")
        server = [self.bin / "postgres", "-D", folder / "data", "-k", folder, *settings]
        self.process = subprocess.Popen(server, stdout=log, stderr=log, cwd=folder, **self.user)
        for _ in range(200):
            if subprocess.run([self.bin / "pg_isready", "-q", "-h", folder], check=False).returncode == 0:
                break
            time.sleep(0.05)
        self.sql("postgres", "CREATE DATABASE bench")

    @property
    def url(self):
        return f"host={self.folder} user=rounds dbname=bench"

    def sql(self, database, *commands):
        words = [part for command in commands for part in ("-c", command)]
        psql = [self.bin / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", "rounds", "-d", database, *words]
        return subprocess.run(psql, check=True, capture_output=True, text=True).stdout

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def told(command, **more):
    """The lines of a measurement by their names."""
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **more)
    if run.returncode != 0:
        raise RuntimeError(f"{command[0]}: {run.stderr.strip()[-600:]}")
    lines = {}
    for line in run.stdout.splitlines():
        what, *cells = line.split(",")
        if what != "what":
            lines[what] = [float(cell) if cell else None for cell in cells]
    return lines


def rounds_lines(rounds, folder, url=None):
    rows, changes, clients, each, syncs = WORK
    sizes = ["--rows", rows, "--changes", changes, "--clients", clients, "--each", each, "--syncs", syncs]
    return told([rounds, "bench", "sync", folder, "--csv", *sizes, *(["--database-url", url] if url else [])])


def copied(cluster):
    """Rows a second of COPY: the rows of headquarters' own table, into a table with the same indexes. Best of three."""
    file = cluster.folder / "rows"
    copy_out = f"COPY (SELECT * FROM record WHERE noun = 'customer' ORDER BY scope, seq LIMIT {WORK[0]}) TO '{file}'"
    cluster.sql("bench", copy_out)
    best = 0.0
    for _ in range(3):
        cluster.sql("bench", "DROP TABLE IF EXISTS copied", "CREATE TABLE copied (LIKE record INCLUDING ALL)")
        answer = cluster.sql("bench", "\\timing on", f"COPY copied FROM '{file}'", "SELECT count(*) FROM copied")
        ms = float(re.search(r"Time: ([\d.]+) ms", answer)[1])
        best = max(best, WORK[0] / ms * 1000)
    return best


def compare(rounds, out):
    folder = out / "sync"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    seen = {"rounds": rounds_lines(rounds, folder / "sqlite")}
    cluster = Cluster()
    try:
        seen["rounds, PostgreSQL"] = rounds_lines(rounds, folder / "on-postgresql", cluster.url)
        limit = copied(cluster)
    finally:
        cluster.close()
    sizes = list(WORK)
    seen["anki"] = told([sys.executable, HERE / "sync_anki.py", folder / "anki", *sizes])
    packages = out / "node"
    if (packages / "node_modules").is_dir():
        seen["pouchdb"] = told(["node", HERE / "sync_pouchdb.cjs", packages, folder / "pouchdb", *sizes])
    for name, lines in seen.items():
        for what, (clients, count, seconds, per_s, p50, p95, p99) in lines.items():
            times = f"  p50 {p50:.1f}  p95 {p95:.1f}  p99 {p99:.1f} ms" if p50 is not None else ""
            print(f"sync    {name:18} {what:12} {clients:3.0f} clients {count:6.0f} in {seconds:7.2f} s  {per_s:9.1f}/s{times}")
    print(f"sync    {'COPY':18} {WORK[0]} rows  {limit:.0f} rows/s")
    ours = seen["rounds"]
    for peer in ("anki", "pouchdb"):
        theirs = seen.get(peer)
        if not theirs:
            print(f"sync    {peer} is not there")
            continue
        for what in ("up", "down", "up_together", "syncs"):
            print(f"sync    rounds / {peer}: {what} {ours[what][3] / theirs[what][3]:.2f} times the rate")
        for what in ("change", "change_seen"):
            print(f"sync    rounds / {peer}: {what} {ours[what][4] / theirs[what][4]:.2f} of the median time")
    share = seen["rounds, PostgreSQL"]["push"][3] / limit
    print(f"sync    push on PostgreSQL / COPY: {share:.2f}  (bar 0.50)")
    print("sync    bars: rates and single-change latency better than Anki's; push at least half of COPY")


if __name__ == "__main__":
    compare(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
