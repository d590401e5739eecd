"""The planner beside its peers: LKH (elkai), PyVRP, VROOM and OR-Tools, each on what it can model.

One run, one thread each. Rounds and PyVRP get the same CPU seconds, OR-Tools the same by the clock (it knows no other),
LKH and VROOM as long as they like; what each used stands beside its result. Prints our length and each peer's ratio to
it: above 1 is longer. None of the peers plans linked visit patterns over several days, so the periodic instances stand
alone.
"""

import csv
import io
import math
import random
import subprocess
import sys
import time
from pathlib import Path

SCALE = 1000
SECONDS = {"day": 0.3, "windows": 0.3, "fleet": 3.0}


def plane(points):
    return [[math.dist(a, b) for b in points] for a in points]


def tour_length(ways, routes):
    legs = ([0, *route, 0] for route in routes if route)
    return sum(ways[a][b] for leg in legs for a, b in zip(leg, leg[1:]))


def whole(ways):
    return [[round(way * SCALE) for way in row] for row in ways]


class Problem:
    """One day: ways, vehicles, demands with a capacity, or windows."""

    def __init__(self, kind, name, ways, vehicles=1, demands=None, capacity=None, windows=None):
        self.kind, self.name, self.ways = kind, name, ways
        self.vehicles, self.demands, self.capacity, self.windows = vehicles, demands, capacity, windows


def lkh(problem, _seconds):
    if problem.kind != "day":
        return None
    import elkai

    tour = elkai.DistanceMatrix(whole(problem.ways)).solve_tsp()
    return [tour[1:-1]]


def pyvrp(problem, seconds):
    import pyvrp

    model = pyvrp.Model()
    ways, n = whole(problem.ways), len(problem.ways)
    windows = problem.windows or [(0, 10**9 // SCALE)] * n
    early, late = ([round(window[end] * SCALE) for window in windows] for end in (0, 1))
    places = [model.add_location(0, 0) for _ in range(n)]
    depot = model.add_depot(places[0])
    for node in range(1, n):
        delivery = {"delivery": [problem.demands[node]]} if problem.demands else {}
        model.add_client(places[node], tw_early=early[node], tw_late=late[node], **delivery)
    capacity = {"capacity": [problem.capacity]} if problem.capacity else {}
    model.add_vehicle_type(
        problem.vehicles, start_depot=depot, end_depot=depot, tw_early=early[0], tw_late=late[0], **capacity
    )
    for a in range(n):
        for b in range(n):
            if a != b:
                model.add_edge(places[a], places[b], distance=ways[a][b], duration=ways[a][b])
    began = time.process_time()
    found = model.solve(stop=lambda _best: time.process_time() - began > seconds, seed=1, display=False)
    if not found.is_feasible():
        return None
    return [[stop.idx + 1 for stop in route if stop.is_client()] for route in found.best.routes()]


def vroom(problem, _seconds):
    import numpy
    import vroom

    matrix = numpy.array(whole(problem.ways), dtype=numpy.uint32)
    work = vroom.Input()
    work.set_durations_matrix("car", matrix)
    windows = problem.windows
    hours = {"time_window": [round(end * SCALE) for end in windows[0]]} if windows else {}
    load = {"capacity": [problem.capacity]} if problem.capacity else {}
    for n in range(problem.vehicles):
        work.add_vehicle(vroom.Vehicle(n + 1, start=0, end=0, **hours, **load))
    for node in range(1, len(problem.ways)):
        hours = {"time_windows": [[round(end * SCALE) for end in windows[node]]]} if windows else {}
        load = {"delivery": [problem.demands[node]]} if problem.demands else {}
        work.add_job(vroom.Job(node, location=node, **hours, **load))
    found = work.solve(exploration_level=5, nb_threads=1)
    if found.summary.unassigned:
        return None
    table = found.routes
    jobs = table[table["type"] == "job"]
    return [list(map(int, group["id"])) for _, group in jobs.groupby("vehicle_id")]


def or_tools(problem, seconds):
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    ways, n = whole(problem.ways), len(problem.ways)
    index = pywrapcp.RoutingIndexManager(n, problem.vehicles, 0)
    routing = pywrapcp.RoutingModel(index)
    way = routing.RegisterTransitCallback(lambda a, b: ways[index.IndexToNode(a)][index.IndexToNode(b)])
    routing.SetArcCostEvaluatorOfAllVehicles(way)
    if problem.windows:
        most = round(max(end for _, end in problem.windows) * SCALE)
        routing.AddDimension(way, most, most, False, "time")
        time_of = routing.GetDimensionOrDie("time")
        for node in range(1, n):
            early, late = (round(end * SCALE) for end in problem.windows[node])
            time_of.CumulVar(index.NodeToIndex(node)).SetRange(early, late)
    if problem.demands:
        load = routing.RegisterUnaryTransitCallback(lambda a: problem.demands[index.IndexToNode(a)])
        routing.AddDimension(load, 0, problem.capacity, True, "load")
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(round(seconds * 1000))
    found = routing.SolveWithParameters(search)
    if found is None:
        return None
    routes = []
    for vehicle in range(problem.vehicles):
        at, nodes = routing.Start(vehicle), []
        while not routing.IsEnd(at):
            nodes.append(index.IndexToNode(at))
            at = found.Value(routing.NextVar(at))
        routes.append(nodes[1:])
    return routes


PEERS = {"LKH": lkh, "PyVRP": pyvrp, "VROOM": vroom, "OR-Tools": or_tools}


def days(folder):
    """One person's day of 20, 40 and 60 stops, and a fleet's day of 100."""
    for stops, vehicles, seed in [(20, 1, 1), (40, 1, 1), (60, 1, 1), (60, 1, 2), (100, 8, 1)]:
        dice = random.Random(1000 * stops + seed)
        points = [(50.0, 50.0)] + [(round(dice.uniform(0, 100), 3), round(dice.uniform(0, 100), 3)) for _ in range(stops)]
        demands = [0] + [dice.randint(1, 20) if vehicles > 1 else 0 for _ in range(stops)]
        capacity = math.ceil(sum(demands) / vehicles * 1.1) if vehicles > 1 else None
        kind = "fleet" if vehicles > 1 else "day"
        name = f"{kind}{stops}_{seed}"
        rows = [f"1 {vehicles} {stops} 1", f"0 {capacity or 0}", f"0 {points[0][0]} {points[0][1]} 0 0 0 0"]
        rows += [f"{n} {x} {y} 0 {demands[n]} 1 1 1" for n, (x, y) in enumerate(points) if n]
        (folder / kind).mkdir(parents=True, exist_ok=True)
        (folder / kind / name).write_text("\n".join(rows) + "\n")
        yield Problem(kind, name, plane(points), vehicles, demands if capacity else None, capacity)


def windows(folder, data):
    (folder / "windows").mkdir(parents=True, exist_ok=True)
    for file in sorted(data.glob("n*.txt")):
        (folder / "windows" / file.name).write_bytes(file.read_bytes())
        words = list(map(float, file.read_text().split()))
        n = int(words[0])
        ways = [words[1 + n * row : 1 + n * (row + 1)] for row in range(n)]
        ends = words[1 + n * n :]
        yield Problem("windows", file.name, ways, windows=list(zip(ends[::2], ends[1::2]))[:n])


def ours(rounds, folder, kind):
    command = [*rounds, "bench", "planner", folder / kind, "--cpu-seconds", str(SECONDS[kind]), "--seeds", "1", "--csv"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rows = csv.DictReader(io.StringIO(done.stdout))
    return {row["instance"]: float(row["cost"]) for row in rows if row["instance"] != "mean"}


def compare(rounds, data, out):
    problems = [*days(out), *windows(out, data)]
    costs = {}
    for kind in SECONDS:
        costs |= ours(rounds, out, kind)
    print(f"plan    {'instance':<20} {'Rounds':>9}  " + "  ".join(f"{name:>16}" for name in PEERS))
    for problem in problems:
        cells = []
        for peer in PEERS.values():
            began = time.process_time()
            try:
                routes = peer(problem, SECONDS[problem.kind])
            except Exception as error:  # A peer that fails is told as such, not hidden.
                cells.append(type(error).__name__)
                continue
            used = time.process_time() - began
            if routes is None:
                cells.append("-")
                continue
            ratio = tour_length(problem.ways, routes) / costs[problem.name]
            cells.append(f"{ratio:.4f} ({used:.1f} s)")
        print(f"plan    {problem.name:<20} {costs[problem.name]:>9.1f}  " + "  ".join(f"{cell:>16}" for cell in cells))


if __name__ == "__main__":
    compare(sys.argv[1].split(), Path(sys.argv[2]), Path(sys.argv[3]))
