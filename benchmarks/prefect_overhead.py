"""What Prefect costs over plain functions when documents are read in batches: `python -m benchmarks.prefect_overhead`.

The same documents (the demo's replies, over and over) are read batch by batch, first by a plain loop, then by a flow
with one task a batch against a real server on loopback, in turn. Printed: wall seconds and the ratio.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from extractors.isolation.pool import Pool
from flows.server import prefect_server
from rehearsal.content import plans, reply
from rehearsal.documents import enclosed

Batch = Sequence[tuple[str, bytes]]


def replies() -> list[tuple[str, bytes]]:
    """Name and bytes of every document that the demo's authorities enclose."""
    from config.authorities import authorities

    names = {authority.id: authority.name for authority in authorities()}
    made = (enclosed(reply(plan, names), plan.form) for plan in plans().values())
    return [(one.name, one.content) for one in made if one]


def read(batch: Batch) -> int:
    """Read one batch, each document isolated; how many were read."""
    return sum(1 for _ in Pool(ocr=False).read(batch))


def flow_over(batches: Sequence[Batch]) -> Callable[[], object]:
    """The flow with one task a batch. Batches are handed over by number, as the product hands over hashes."""
    from prefect import flow, task
    from prefect.cache_policies import NO_CACHE

    @task(cache_policy=NO_CACHE, persist_result=False)
    def read_one(number: int) -> int:
        return read(batches[number])

    @flow
    def read_all() -> int:
        return sum(read_one(number) for number in range(len(batches)))

    return read_all


def seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def compare(size: int, batches: int, rounds: int) -> tuple[float, float]:
    """Median wall seconds of the plain loop and of the flow."""
    source = replies()
    work = [[source[(n * size + i) % len(source)] for i in range(size)] for n in range(batches)]
    flow = flow_over(work)
    seconds(lambda: read(work[0]))  # starts the pool's forkserver, which both then use
    pairs = [(seconds(lambda: [read(batch) for batch in work]), seconds(flow)) for _ in range(rounds)]
    return statistics.median(p for p, _ in pairs), statistics.median(f for _, f in pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, prefect_server(Path(folder)):
        for size in (16, 32):
            plain, flow = compare(size, given.batches, given.rounds)
            print(
                f"{size} documents a task, {given.batches} tasks: plain {plain:.2f} s, flow {flow:.2f} s, "
                f"overhead {flow / plain - 1:+.1%}"
            )


if __name__ == "__main__":
    main()
