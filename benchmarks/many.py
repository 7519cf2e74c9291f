"""What many documents cost: seconds a page as they grow in number, memory of the parent, gain of a second processor.

python -m benchmarks.many [--pages N...] [--each N] [FILE...]     default: 500 and 2,000 letters of one page
"""

from __future__ import annotations

import argparse
import itertools
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.isolation import letters, processor_s
from extractors.isolation.pool import Document, Pool

MOST_MEMORY_MB = 300
LEAST_GAIN = 1.8
MOST_GROWTH = 1.15


def main(arguments: list[str]) -> int:
    """Prints the figures; 1 where the cost of a page grows, the parent's memory is passed or a processor idles."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument(
        "--pages", type=int, nargs="+", default=[500, 2000], help="how many to read, one after the other"
    )
    given.add_argument("--each", type=int, default=1, help="pages of a made letter")
    given.add_argument("files", nargs="*", type=Path)
    options = given.parse_args(arguments)
    documents: list[Document] = list(options.files) or list(letters(20, options.each))
    _read(documents, 1, Pool())  # the server is there
    costs = [_told(documents, pages) for pages in options.pages]
    growth, memory = costs[-1] / costs[0], _memory_mb()
    gain = _gain(documents, min(1000, options.pages[0]))
    print(f"a page costs      {growth:8.2f} times as much at the end (at most {MOST_GROWTH})")
    print(f"two at once       {gain:8.2f} times as fast as one (at least {LEAST_GAIN}, on two idle processors)")
    return int(growth > MOST_GROWTH or memory > MOST_MEMORY_MB or gain < LEAST_GAIN)


def _told(documents: list[Document], pages: int) -> float:
    """Reads so many pages and says what they cost; seconds of processor time a page."""
    done, files, cpu_s = _cost(documents, pages)
    print(
        f"{done:8,} pages of {files:6,} files   {1000 * cpu_s / done:7.2f} ms of processor time a page, "
        f"parent {_memory_mb():.0f} MB (at most {MOST_MEMORY_MB})",
        flush=True,
    )
    return cpu_s / done


def _memory_mb() -> float:
    """The most that this process held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _read(documents: list[Document], pages: int, pool: Pool) -> tuple[int, int]:
    """(pages, files) read: the documents again and again until it is so many pages."""
    done = files = 0

    def again() -> Iterator[Document]:
        for document in itertools.cycle(documents):
            if done >= pages:
                return
            yield document

    for reading in pool.read(again()):
        done += reading.pages
        files += 1
    return done, files


def _cost(documents: list[Document], pages: int) -> tuple[int, int, float]:
    """(pages, files, seconds of processor time of all processes) of reading at least ``pages``."""
    begun = processor_s()
    done, files = _read(documents, pages, Pool())
    return done, files, processor_s() - begun


def _gain(documents: list[Document], pages: int) -> float:
    times = []
    for children in (1, 2):
        begun = time.perf_counter()
        _read(documents, pages, Pool(children=children))
        times.append(time.perf_counter() - begun)
    return times[0] / times[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
