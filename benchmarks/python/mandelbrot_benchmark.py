"""One sample of S6's Mandelbrot kernel on Python's multiprocessing.Pool, in plain loops.

mandelbrot_benchmark.py '{"side": 1024, "workers": 2, "runs": 1}' prints one line of JSON: milliseconds of each
run, and the SHA-256 of the last picture, whose numbers are 64-bit floats.
"""

import hashlib
import json
import multiprocessing
import sys
import time
from array import array

MAX_ITERATIONS = 300


def escape_time(x, y):
    from_cusp = (x - 0.25) * (x - 0.25) + y * y
    if from_cusp * (from_cusp + x - 0.25) <= 0.25 * y * y or (x + 1) * (x + 1) + y * y <= 0.0625:
        return MAX_ITERATIONS
    real = imaginary = real_squared = imaginary_squared = 0.0
    iterations = 0
    while iterations < MAX_ITERATIONS and real_squared + imaginary_squared <= 4:
        imaginary = 2 * real * imaginary + y
        real = real_squared - imaginary_squared + x
        real_squared = real * real
        imaginary_squared = imaginary * imaginary
        iterations += 1
    return iterations


def draw_row(row, side):
    step = 2.5 / side
    y = row * step - 1.25
    return array("d", [escape_time(column * step - 2, y) for column in range(side)])


def draw(pool, side):
    """Rows in chunks of a 32nd, as the other contenders' ranges are."""
    rows = pool.starmap(draw_row, [(row, side) for row in range(side)], chunksize=max(1, side // 32))
    return b"".join(row.tobytes() for row in rows)


def main():
    plan = json.loads(sys.argv[1])
    times, picture = [], b""
    with multiprocessing.Pool(plan["workers"]) as pool:
        pool.starmap(draw_row, [(0, 8), (1, 8)], chunksize=1)
        for _ in range(plan["runs"]):
            started = time.perf_counter()
            picture = draw(pool, plan["side"])
            times.append((time.perf_counter() - started) * 1000)
    print(json.dumps({"times": times, "digest": hashlib.sha256(picture).hexdigest()}))


if __name__ == "__main__":
    main()
