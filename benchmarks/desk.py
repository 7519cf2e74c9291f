"""How fast the desk answers in a real browser, on a made workspace: `python -m benchmarks.desk`.

Ten things that a person does, each many times over, from the key or click until the page stands and its picture is
decoded; the figure is the 95th percentile. At the end facets and cross-tab are counted on a million made rows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.desk_workspace import NOW, make
from benchmarks.insert import record
from desk.facets import Asked, columns, facet_counts
from schema.record import Record
from storage import computed
from storage.database import Database, create

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking".split()
)
AIM_MS, AIM_MILLION_MS = 100, 300
ROWS_OF_ONE = 1_200  # document of the million

DECODED = "await Promise.all([...document.querySelectorAll('img[data-evidence]')].map(one => one.decode()));"
PAINTED = "await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));"
KEY = f"""async ([key, changed]) => {{
  const before = changed === 'item' ? document.querySelector('#item').dataset.reviewItem : '';
  const begun = performance.now();
  (document.activeElement || document.body).dispatchEvent(new KeyboardEvent('keydown', {{key, bubbles: true}}));
  const there = () => changed === 'item' ? document.querySelector('#item').dataset.reviewItem !== before
    : document.querySelector(changed);
  while (!there()) {{
    if (performance.now() - begun > 20000) throw new Error(key + ' led nowhere');
    await new Promise(done => setTimeout(done, 1));
  }}
  {DECODED}
  return performance.now() - begun;
}}"""
"""Press a key; the time until another item (or what a selector names) stands there with its pictures decoded."""

FOCUS = """async (name) => {
  const begun = performance.now();
  document.querySelector(`td[data-cell="${name}"]`).focus();
  while (!document.querySelector(`rect.lit[data-box="${name}"]`)) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""
STANDING = f"""window.addEventListener('load', async () => {{
  {DECODED}
  window.standing = performance.now();
}});"""
"""Notes on every page how long it took since the navigation began, until the pictures were decoded."""


@contextmanager
def served(workspace: Path) -> Iterator[str]:
    """A running desk of a workspace: its address."""
    command = [sys.executable, "-c", "from cli.main import main; main()", "-w", str(workspace)]
    environ = {**os.environ, "ROUNDROBIN_NOW": NOW.isoformat(), "ROUNDROBIN_REVIEWER": "A. Person"}
    line = [*command, "desk", "--port", "0", "--no-browser"]
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True, env=environ) as running:
        assert running.stderr
        address = re.findall(r"(http://127\.0\.0\.1:\d+)/", running.stderr.readline())[0]
        try:
            yield address
        finally:
            running.terminate()


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


class Desk:
    """The pages as one person uses them, with a clock."""

    def __init__(self, page: Page, base: str, times: int) -> None:
        self.page, self.base, self.times = page, base, times

    def many(self, once: Callable[[int], float]) -> list[float]:
        return [once(n) for n in range(self.times)]

    def key(self, key: str, changed: str = "item") -> float:
        taken = float(self.page.evaluate(KEY, [key, changed]))
        self.page.wait_for_load_state("networkidle")  # as a person looks before the next key
        return taken

    def load(self, path: str) -> float:
        self.page.goto(self.base + path, wait_until="load")
        return self.standing()

    def standing(self) -> float:
        """How long the page took that is open now."""
        return float(self.page.wait_for_function("window.standing").json_value())

    def settle(self) -> None:
        """Wait until what was decided has been applied."""
        for _ in range(600):
            if "computing again" not in self.page.request.get(self.base + "/review/status").text():
                return
            time.sleep(0.2)

    # the ten

    def next_and_previous(self) -> list[float]:
        self.load("/review")
        forth = self.many(lambda _: self.key("n"))
        return forth + self.many(lambda _: self.key("p"))

    def focus(self) -> list[float]:
        self.with_table()
        cells = self.page.eval_on_selector_all("td[data-cell]", "all => all.map(one => one.dataset.cell)")
        boxed = [c for c in cells if self.page.locator(f'rect[data-box="{c}"]').count()]
        return self.many(lambda n: float(self.page.evaluate(FOCUS, boxed[(n * 7 + 1) % len(boxed)])))

    def with_table(self) -> None:
        """Go on to an item with a table whose cells may be corrected."""
        self.load("/review")
        while not self.page.locator("table[data-edit] td[data-cell]").count():
            self.key("n")

    def edit(self) -> list[float]:
        self.with_table()
        return self.many(self._edit_once)

    def _edit_once(self, n: int) -> float:
        place = self.page.locator("table[data-edit] td[data-cell]").nth(4 + n % 20)
        name = place.get_attribute("data-cell")
        place.focus()
        self.page.keyboard.press("Enter")
        self.page.keyboard.type(f"7{n}")
        made = self.page.evaluate(
            """async ([name, text]) => {
              const begun = performance.now();
              const enter = new KeyboardEvent('keydown', {key: 'Enter', bubbles: true});
              document.querySelector('input.edit').dispatchEvent(enter);
              const there = () => { const cell = document.querySelector(`td[data-cell="${name}"]`);
                return cell && !cell.querySelector('input') && cell.textContent.trim() === text; };
              while (!there()) { if (performance.now() - begun > 20000) throw new Error('not stored');
                await new Promise(done => setTimeout(done, 1)); }
              return performance.now() - begun; }""",
            [name, f"7{n}"],
        )
        self.page.wait_for_load_state("networkidle")
        return float(made)

    def accept(self) -> list[float]:
        self.load("/review")
        return self.many(lambda _: self.key("a"))

    def undo(self) -> list[float]:
        self.load("/review")
        return self.many(self._undo_once)

    def _undo_once(self, _: int) -> float:
        if self.page.locator('[data-action="undo"]').is_disabled():
            self.key("a")
        return self.key("u")

    def bulk(self) -> list[float]:
        """Accept the rows that pass the checks as one decision, and take it back, so that it can be done again."""
        return [self._bulk_once() for _ in range(max(5, self.times // 4))]

    def _bulk_once(self) -> float:
        self.load("/review/bulk")
        rows = int(re.findall(r"(\d+) rows? pass", self.page.inner_text("h1"))[0])
        assert rows >= 100, rows
        with self.page.expect_navigation():
            self.page.click('[data-action="accept"]')
        taken = self.standing()
        token = self.page.locator('input[name="token"]').first.get_attribute("value") or ""
        self.page.request.post(self.base + "/review/undo", form={"token": token}, headers={"Origin": self.base})
        self.settle()
        return taken

    def turn(self) -> list[float]:
        self.load("/query")
        return self.many(lambda _: self.load(self._next()))

    def _next(self) -> str:
        found = self.page.locator('[data-action="more"]')
        return str(found.get_attribute("href")) if found.count() else "/query"

    def facet(self) -> list[float]:
        self.load("/query")
        links = self.page.eval_on_selector_all(".facets a", "all => all.map(one => one.getAttribute('href'))")
        return self.many(lambda n: self.load(links[n % len(links)]))

    def provenance(self) -> list[float]:
        self.load("/query?authority=kent")
        links = self.page.eval_on_selector_all("td.n a", "all => all.map(one => one.getAttribute('href'))")
        assert links, "no number of this authority is accepted"
        return self.many(lambda n: self.load(links[n % len(links)]))

    def matrix(self) -> list[float]:
        return self.many(lambda _: self.load("/?wave=w"))


TEN: tuple[tuple[str, Callable[[Desk], list[float]]], ...] = (
    ("next and previous", Desk.next_and_previous),
    ("focus to box", Desk.focus),
    ("page turn of 50 rows", Desk.turn),
    ("facet with counts and 50 rows", Desk.facet),
    ("one case with provenance", Desk.provenance),
    ("wave matrix", Desk.matrix),
    ("accept to the next item", Desk.accept),
    ("undo", Desk.undo),
    ("bulk accept of 100 rows", Desk.bulk),
    ("cell edit stored", Desk.edit),  # last, since a total that was changed confirms nothing any more
)


def in_browser(workspace: Path, times: int, only: str = "") -> dict[str, list[float]]:
    """The times of the ten, in milliseconds; what decides comes last, since it sets the computing going."""
    with served(workspace) as base, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(STANDING)
        desk = Desk(page, base, times)
        for path in ("/", "/review", "/query", "/league"):
            desk.load(path)  # templates and modules are there before anybody looks at a clock
        taken = {}
        for name, measure in (one for one in TEN if only in one[0]):
            taken[name] = measure(desk)
            desk.settle()
            print(f"  {name:<32} {p95(taken[name]):6.0f} ms", file=sys.stderr, flush=True)
        browser.close()
    return taken


def million(folder: Path, rows: int) -> dict[str, float]:
    """Facets and cross-tab over ``rows`` made rows: milliseconds the first time, again, and after a change."""
    database = create(folder)
    with database.writing() as conn:
        computed.replace(conn, Record, map(_in_documents, range(rows)))

    def facets(asked: Asked) -> dict[str, list[tuple[str, int]]]:
        with database.reading() as conn:
            return facet_counts(conn, asked)

    def crossed() -> dict[tuple[str, str], int]:
        with database.reading() as conn:
            return columns(conn, whole).crossed("authority", "outcome", {})

    whole, narrowed = Asked({}), Asked({"authority": "force-07"})
    found = {"first count of a desk, made ahead": once(lambda: facets(whole))}
    found["facets"] = p95([once(lambda: facets(whole)) for _ in range(20)])
    found["facets, narrowed"] = p95([once(lambda: facets(narrowed)) for _ in range(20)])
    found["cross-tab"] = p95([once(crossed) for _ in range(20)])
    found["facets after a change"] = p95([_after_change(database, n, lambda: facets(whole)) for n in range(20)])
    found["cross-tab after a change"] = p95([_after_change(database, n, crossed) for n in range(20)])
    database.close()
    return found


def _in_documents(number: int) -> Record:
    """A made row; a document has 1,200 of them, as many as a long list of cases."""
    document = hashlib.sha256(str(number // ROWS_OF_ONE).encode()).hexdigest()
    return record(number).model_copy(update={"document": document})


def _after_change(database: Database, n: int, count: Callable[[], Any]) -> float:
    """How long a count takes after all rows of one document have got another outcome, as after a decision."""
    numbers = range(n * ROWS_OF_ONE, (n + 1) * ROWS_OF_ONE)
    rows = [_in_documents(number).model_copy(update={"outcome": f"changed-{time.time_ns()}"}) for number in numbers]
    with database.writing() as conn:
        computed.replace(conn, Record, rows, record_id=[row.record_id for row in rows])
    return once(count)


def once(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=50_000, help="made cases in the workspace")
    parser.add_argument("--times", type=int, default=25, help="how often each thing is done")
    parser.add_argument("--only", default="", help="those of the ten whose name holds this")
    parser.add_argument("--million", type=int, default=1_000_000, help="made rows for facets and cross-tab; 0: none")
    parser.add_argument("--workspace", type=Path, help="one made before; it is changed")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = given.workspace or Path(folder) / "w"
        if not given.workspace:
            print(f"  {given.rows} made rows in {make(workspace, given.rows):.0f} s", file=sys.stderr)
        ten = {name: p95(times) for name, times in in_browser(workspace, given.times, given.only).items()}
        most = million(Path(folder) / "m", given.million) if given.million else {}
    if given.json:
        print(json.dumps({"rows": given.rows, "p95_ms": ten, "million_ms": most}))
        return
    print(f"\n| p95 of {given.times}, {given.rows:,} made rows | ms | aim |\n|---|---|---|")
    print("\n".join(f"| {name} | {ms:.0f} | {AIM_MS} |" for name, ms in ten.items()))
    if most:
        print(f"\n| {given.million:,} made rows | ms | aim |\n|---|---|---|")
        print("\n".join(f"| {name} | {ms:.0f} | {AIM_MILLION_MS} |" for name, ms in most.items()))


if __name__ == "__main__":
    main()
