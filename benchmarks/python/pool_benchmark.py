"""One sample of Python's multiprocessing.Pool, in a process of its own.

pool_benchmark.py MODE '{"workers": 2, ...}' prints one line of JSON: what was measured,
and in "wrong" how many results were not x + 1.
"""

import json
import multiprocessing
import resource
import sys
import time
from collections import deque

PROBES = [0, -1, 1.5, 2**30 - 1, 2**31 - 1, 2**40, -(2**52)]


def add_one(x):
    return x + 1


def count_wrong(numbers, results):
    """How many results are not x + 1; a missing or a surplus one counts."""
    wrong = sum(1 for x, result in zip(numbers, results) if result != x + 1)
    return wrong + abs(len(numbers) - len(results))


def percentile(ordered, share):
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def keep_in_flight(pool, in_flight, warm_up_s, measured_s):
    """Tasks per second with so many open: the oldest is waited for, checked and followed by the next."""
    opened, wrong = 0, 0
    waiting = deque()

    def run_for(seconds):
        nonlocal opened, wrong
        done, end = 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            while len(waiting) < in_flight:
                waiting.append((opened, pool.apply_async(add_one, (opened,))))
                opened += 1
            x, result = waiting.popleft()
            wrong += result.get() != x + 1
            done += 1
        return done

    run_for(warm_up_s)
    started, cpu = time.perf_counter(), time.process_time()
    done = run_for(measured_s)
    elapsed, cpu = time.perf_counter() - started, time.process_time() - cpu
    wrong += sum(result.get() != x + 1 for x, result in waiting)
    readings = {"tasksPerSecond": done / elapsed}
    return {"readings": readings, "costs": {"mainCpuUsPerTask": cpu * 1e6 / done}, "wrong": wrong}


def await_each(pool, warm_up_s, measured_s):
    """Latency of a task when each is awaited before the next is submitted."""
    wrong, times, cpu = 0, [], 0
    for seconds in (warm_up_s, measured_s):
        times, x, cpu = [], 0, time.process_time()
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            started = time.perf_counter_ns()
            result = pool.apply(add_one, (x,))
            times.append((time.perf_counter_ns() - started) / 1000)
            wrong += result != x + 1
            x += 1
        cpu = time.process_time() - cpu
    times.sort()
    shares = {"p50Us": 0.5, "p99Us": 0.99, "p999Us": 0.999}
    readings = {name: percentile(times, share) for name, share in shares.items()}
    return {"readings": readings, "costs": {"mainCpuUsPerTask": cpu * 1e6 / len(times)}, "wrong": wrong}


def map_numbers(pool, count, runs):
    """Items per second of map with Python's own chunks; the first run does not count."""
    numbers = list(range(count))
    wrong, times, cpu = 0, [], 0
    for run in range(runs + 1):
        started, cpu_before = time.perf_counter(), time.process_time()
        results = pool.map(add_one, numbers)
        if run > 0:
            times.append(time.perf_counter() - started)
            cpu += time.process_time() - cpu_before
        wrong += count_wrong(numbers, results)
    readings = {"itemsPerSecond": count / median(times)}
    return {"readings": readings, "costs": {"mainCpuUsPerTask": cpu * 1e6 / (runs * count)}, "wrong": wrong}


MODES = {"tiny": keep_in_flight, "awaited": await_each, "map": map_numbers}


def first_result(workers):
    """Time from the making of the pool to the first result."""
    started = time.perf_counter()
    with multiprocessing.Pool(workers) as pool:
        result = pool.apply(add_one, (1,))
        elapsed = time.perf_counter() - started
    return {"readings": {"firstResultMs": elapsed * 1000}, "costs": {}, "wrong": int(result != 2)}


def measure(mode, workers, plan):
    if mode == "start":
        return first_result(workers)
    with multiprocessing.Pool(workers) as pool:
        wrong = count_wrong(PROBES, pool.map(add_one, PROBES))
        sample = MODES[mode](pool, **plan)
        sample["wrong"] += wrong + count_wrong(PROBES, pool.map(add_one, PROBES))
    return sample


def main():
    mode, plan = sys.argv[1], json.loads(sys.argv[2])
    workers = plan.pop("workers")
    sample = measure(mode, workers, plan)
    # Linux counts kilobytes. The workers are processes of their own and not in it.
    sample["costs"]["peakMemoryMb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(sample))


if __name__ == "__main__":
    main()
