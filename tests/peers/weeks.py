"""Four weeks of a territory, planned one after the other as a manager does it: how far days lie apart, and at what cost.

    python3 tests/peers/weeks.py target/release/rounds FOLDER [--seeds 3] [--iterations N]

FOLDER is a data folder that stands at 2026-11-22, such as `rounds demo --as-of 2026-11-22 --data FOLDER` makes it; it is
copied for each seed and stays as it is. Told for each seed: kilometres, visits, each day's share of its working minutes
against its own week's mean, for whole days and for all, days beyond 15 %, and the CPU seconds of each `rounds plan`.
"""

import argparse
import json
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

WEEKS = [f"2026-W{week}" for week in (48, 49, 50, 51)]
NOW = "2026-11-22T00:00:00Z"
LIMIT = 15


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def planned(program: str, folder: Path, week: str, seed: int, iterations: str | None) -> tuple[dict, float]:
    """The week's plan and the CPU seconds that it took."""
    command = [program, "plan", "--data", str(folder), "--now", NOW, "--week", week, "--json", "--seed", str(seed)]
    if iterations:
        command += ["--iterations", iterations]
    before = cpu_seconds()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout), cpu_seconds() - before


def shares(days: list[dict]) -> list[tuple[bool, float]]:
    """Of each day whether it is a whole one, and by how many per cent it lies beside the week's mean."""
    used = [day["travel_min"] + day["visit_min"] for day in days]
    mean = sum(used) / sum(day["working_min"] for day in days)
    longest = max(day["working_min"] for day in days)
    return [
        (day["working_min"] == longest, (minutes / day["working_min"] / mean - 1) * 100)
        for day, minutes in zip(days, used)
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--iterations")
    asked = parser.parse_args()
    for seed in range(1, asked.seeds + 1):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "data"
            shutil.copytree(asked.folder, folder)
            metres, visits, beside, cpu = 0, 0, [], []
            for week in WEEKS:
                plan, used = planned(asked.program, folder, week, seed, asked.iterations)
                days = [day for day in plan["days"] if day["visits"]]
                metres += sum(day["travel_m"] for day in days)
                visits += sum(len(day["visits"]) for day in days)
                beside += shares(days)
                cpu.append(f"{used:.1f}")
        whole, every = [share for is_whole, share in beside if is_whole], [share for _, share in beside]
        beyond = sum(abs(share) > LIMIT for share in every)
        print(
            f"seed {seed}: {metres / 1000:.1f} km, {visits} visits, whole days {min(whole):+.0f} to {max(whole):+.0f} %, "
            f"all {min(every):+.0f} to {max(every):+.0f} %, {beyond} of {len(every)} beyond {LIMIT} %, "
            f"CPU seconds {' '.join(cpu)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
