"""The work of `rounds bench sync` with Anki and its own sync server: sync_anki.py FOLDER ROWS CHANGES CLIENTS EACH SYNCS.

A customer is a note of 14 fields (which brings a card with it), a device a collection, a territory a user. Prints the
lines of `rounds bench sync --csv`.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from anki.collection import Collection

FIELDS = "code name class address landmark phone licence order delivery line weekdays minutes points position".split()


class Server:
    def __init__(self, folder, users):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        people = {f"SYNC_USER{n + 1}": f"u{n}:secret" for n in range(users)}
        environment = {**os.environ, **people, "SYNC_BASE": str(folder), "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(self.port)}
        environment["RUST_LOG"] = "anki=error"
        self.process = subprocess.Popen([sys.executable, "-m", "anki.syncserver"], env=environment, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("Anki's sync server does not listen")

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}/"


class Device:
    def __init__(self, path, server, user, first):
        self.col = Collection(str(path))
        if first:
            kind = self.col.models.new("customer")
            for name in FIELDS:
                self.col.models.add_field(kind, self.col.models.new_field(name))
            template = self.col.models.new_template("card")
            template["qfmt"], template["afmt"] = "{{code}}", "{{name}}"
            self.col.models.add_template(kind, template)
            self.col.models.add(kind)
        self.auth = self.col.sync_login(user, "secret", server.address)
        self.col.sync_collection(self.auth, False)
        # A collection begins with a file that goes over whole; what comes after that is rows.
        self.col.close_for_full_sync()
        self.col.full_upload_or_download(auth=self.auth, server_usn=None, upload=first)
        self.col.reopen(after_full_sync=True)
        self.notes = []

    def add(self, count):
        from anki.collection import AddNoteRequest

        kind = self.col.models.by_name("customer")
        deck = self.col.decks.id("Default")
        notes = []
        for n in range(count):
            note = self.col.new_note(kind)
            note.fields = [
                f"T{n:06}", f"顺发超市 {n} 号", "ABCD"[n % 4], f"试验县第 {n % 97} 街 {n} 号", f"{n % 40} 路公交站对面",
                f"100{n:08}", f"3101{n:08}", str(n % 5 + 1), str((n + 1) % 5 + 1), f"{n % 20} 号线", "[1,2,3,4,5]",
                str(15 + n % 20), "新品上柜", f"{311000000 + n % 1000 * 2000},{1212000000 + n % 1000 * 2000}",
            ]
            notes.append(note)
        self.col.add_notes([AddNoteRequest(note=note, deck_id=deck) for note in notes])
        self.notes = [note.id for note in notes]

    def change(self, n):
        note = self.col.get_note(self.notes[n % len(self.notes)])
        note["points"] = f"第 {n} 次修改"
        self.col.update_note(note)

    def sync(self):
        """Seconds of one sync of rows."""
        began = time.perf_counter()
        done = self.col.sync_collection(self.auth, False)
        seconds = time.perf_counter() - began
        if done.required not in (done.NO_CHANGES, done.NORMAL_SYNC):
            raise RuntimeError(f"Anki wants another kind of sync: {done.required}")
        return seconds


def line(what, clients, count, seconds, times=None):
    at = ["", "", ""]
    if times:
        times = sorted(times)
        at = [f"{times[max(-(-len(times) * p // 100), 1) - 1] * 1000:.1f}" for p in (50, 95, 99)]
    print(",".join([what, str(clients), str(count), f"{seconds:.3f}", f"{count / max(seconds, 1e-9):.1f}", *at]), flush=True)


def at_once(devices, work):
    """Everybody at the same time; seconds of each sync, and of all together."""
    times, faults = [], []

    def one(device):
        try:
            times.extend(work(device))
        except Exception as error:  # noqa: BLE001: told below, whatever it is
            faults.append(error)

    threads = [threading.Thread(target=one, args=(device,)) for device in devices]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return times, time.perf_counter() - began


def main():
    folder = Path(sys.argv[1])
    rows, changes, clients, each, syncs = map(int, sys.argv[2:7])
    folder.mkdir(parents=True)
    server = Server(folder / "server", clients + 1)
    try:
        sender = Device(folder / "a.anki2", server, "u0", True)
        reader = Device(folder / "b.anki2", server, "u0", False)
        sender.add(rows)
        line("up", 1, rows, sender.sync())
        line("down", 1, rows, reader.sync())
        if reader.col.note_count() != rows:
            raise RuntimeError("not every note came over")
        sent, seen = [], []
        for n in range(changes):
            sender.change(n)
            sent.append(sender.sync())
            seen.append(sent[-1] + reader.sync())
        line("change", 1, changes, sum(sent), sent)
        line("change_seen", 1, changes, sum(seen), seen)
        rest = [Device(folder / f"c{n}.anki2", server, f"u{n + 1}", True) for n in range(clients)]
        for device in rest:
            device.add(each)
        times, seconds = at_once(rest, lambda device: [device.sync()])
        line("up_together", clients, clients * each, seconds, times)

        def often(device):
            for n in range(syncs):
                device.change(n)
                yield device.sync()

        times, seconds = at_once(rest, often)
        line("syncs", clients, len(times), seconds, times)
    finally:
        server.process.kill()
        server.process.wait()


main()
