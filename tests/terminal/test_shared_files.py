"""What is given to others, in the hands of the programs that open it: a browser, a spreadsheet,
pandas. Each test is skipped where its program is not installed.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calmtui.history.csv_export import fact_rows, session_rows
from calmtui.history.facts import session_facts
from calmtui.history.gathered import Gathered
from calmtui.history.page import HTML
from calmtui.text.i18n import set_language
from tests.support.chromium import Chromium, chromium, sheets
from tests.support.hostile_texts import SAMPLE
from tests.support.pages import page_of
from tests.support.past_sessions import Life, ended, full_life, rated

LIVES = {
    "one": (1, 28, "{}"),
    "25": (25, 28, "{}"),
    "10,000": (10_000, 1000, "{}"),
    "German": (400, 28, "{}"),
    "long": (400, 28, "A long name of {} that nobody has cut, and 日本語の文字 as well"),
}
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    " =1+1",
    "\t=1+1",
    "＝1+1",
    "|cmd",
    "%1",
    '=HYPERLINK("x")',
)
# The same rules as an audit program: names, structure, contrast as it is drawn.
ACCESS = """(() => {
  const faults = [];
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v =>
    v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => p - q);
    return (y + .05) / (x + .05) };
  const ground = parse(getComputedStyle(document.body).backgroundColor);
  for (const e of document.querySelectorAll('h1,h2,p,th,td,caption,summary,text')) {
    const style = getComputedStyle(e);
    const ink = parse(e.tagName == 'text' ? style.fill : style.color);
    if (ratio(ink, ground) < 4.5) faults.push('contrast: ' + e.outerHTML.slice(0, 80));
  }
  for (const e of document.querySelectorAll('.l,.b,.a,.w,.m')) {
    const style = getComputedStyle(e);
    const ink = parse(style.stroke == 'none' ? style.fill : style.stroke);
    const seen = ink.map((v, i) => v * style.opacity + ground[i] * (1 - style.opacity));
    if (ratio(seen, ground) < 3) faults.push('contrast of a mark: ' + e.outerHTML.slice(0, 80));
  }
  if (!document.documentElement.lang) faults.push('no language');
  if (!document.title) faults.push('no title');
  if (document.querySelectorAll('main').length != 1) faults.push('main');
  for (const e of document.body.children) if (e.tagName != 'MAIN') faults.push('outside main');
  let level = 0;
  for (const e of document.querySelectorAll('h1,h2,h3,h4')) {
    if (+e.tagName[1] > level + 1) faults.push('heading order');
    level = +e.tagName[1];
  }
  for (const e of document.querySelectorAll('table')) {
    if (!e.caption || !e.caption.textContent) faults.push('a table without a caption');
    for (const row of e.tBodies[0].rows) {
      if (row.cells.length != e.tHead.rows[0].cells.length) faults.push('a ragged table');
      if (row.cells[0].scope != 'row') faults.push('a row without a header');
    }
    for (const cell of e.tHead.rows[0].cells) {
      if (cell.scope != 'col' || !cell.textContent) faults.push('a column without a header');
    }
  }
  for (const e of document.querySelectorAll('svg')) {
    const ids = e.getAttribute('aria-labelledby').split(' ');
    const names = ids.map(id => document.getElementById(id));
    const named = names.every(name => name && name.textContent);
    if (e.getAttribute('role') != 'img' || !named) faults.push('svg');
  }
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size != ids.length) faults.push('an id twice');
  return faults;
})()"""
AXE = "axe_core_python/axe.min.js"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with chromium(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    pages = {}
    for name, (sessions, days, title) in LIVES.items():
        set_language(("de",) if name == "German" else ())
        pages[name] = folder / f"{name}.html"
        page = page_of(full_life(sessions, days, title).records, words=True)
        pages[name].write_bytes(page.render(HTML))
    set_language(())
    return pages


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", LIVES)
def test_the_page_prints_on_one_sheet(
    name: str, dark: bool, browser: Chromium, pages: dict[str, Path]
) -> None:
    browser.opens(pages[name], dark=dark)
    assert sheets(browser.prints()) == 1


@pytest.mark.parametrize("width", [360, 390, 600, 701, 1000])
@pytest.mark.parametrize("name", LIVES)
def test_nothing_is_wider_than_the_window(
    name: str, width: int, browser: Chromium, pages: dict[str, Path]
) -> None:
    browser.opens(pages[name], width=width)
    browser.answers("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert browser.answers("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", LIVES)
def test_a_screen_reader_and_weak_eyes_find_their_way(
    name: str, dark: bool, browser: Chromium, pages: dict[str, Path]
) -> None:
    browser.opens(pages[name], dark=dark)
    assert browser.answers(ACCESS) == []


def test_the_check_of_access_finds_faults(browser: Chromium, tmp_path: Path) -> None:
    page = page_of(full_life(25, 28).records).render(HTML).decode()
    for good, bad, fault in (
        ("--t:#22262e", "--t:#999", "contrast"),
        ("--w:#9a5b12", "--w:#eee", "contrast of a mark"),
        (' lang="en"', "", "no language"),
        ("<h2", "<h3", "heading order"),
        (' scope="row"', "", "a row without a header"),
        (' role="img"', "", "svg"),
        ("<main>", "<p>x</p><main>", "outside main"),
    ):
        assert good in page
        tmp_path.joinpath("bad.html").write_text(page.replace(good, bad))
        browser.opens(tmp_path / "bad.html")
        assert any(found.startswith(fault) for found in browser.answers(ACCESS)), fault


def test_axe_finds_no_fault(browser: Chromium, pages: dict[str, Path]) -> None:
    found = importlib.util.find_spec("axe_core_python")
    if found is None or found.origin is None:
        pytest.skip("axe-core-python is not installed")
    axe = Path(found.origin).with_name("axe.min.js").read_text()
    for name in LIVES:
        for dark in (False, True):
            browser.opens(pages[name], dark=dark)
            browser.answers(f"{axe};1")
            result: dict[str, Any] = browser.answers("axe.run()")
            assert result["violations"] == []
            assert len(result["passes"]) > 15


def test_nothing_is_asked_of_a_network_and_nothing_runs(browser: Chromium, tmp_path: Path) -> None:
    life = full_life(25, 28)
    for text in (*SAMPLE, "<script>window.ran=1</script>", "<img src=http://a.b onerror='ran=1'>"):
        life.session(
            rated("before", pull=9),
            {"what": "answered", "key": "trigger", "value": [text]},
            {"what": "answered", "key": "under", "value": text},
            ended(),
            title=text,
        )
    file = tmp_path / "hostile.html"
    file.write_bytes(page_of(life.records, words=True).render(HTML))
    browser.requests.clear()
    browser.opens(file)
    assert {url for url in browser.requests if not url.startswith("file://")} == set()
    assert browser.answers("typeof window.ran") == "undefined"
    assert browser.answers("document.querySelectorAll('script,img,a,iframe').length") == 0


def hostile_life() -> Life:
    life = full_life(20, 28)
    for text in (*FORMULAS, *SAMPLE):
        life.session(
            {"what": "answered", "key": "trigger", "value": [text]},
            {"what": "answered", "key": "under", "value": text},
            rated("before", anxiety=7),
            ended(),
            routine="mine",
            title=text,
        )
    return life


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("tables")
    sessions = [
        session_facts(records, frozenset(), {})
        for records in Gathered(hostile_life().records).by_session()
    ]
    found = {}
    for name, lines in (
        ("sessions", session_rows(sessions, ["under"])),
        ("facts", fact_rows(sessions, words=True)),
    ):
        found[name] = folder / f"{name}.csv"
        found[name].write_text("".join(lines), newline="")
    return found


def cells_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("name", ["sessions", "facts"])
def test_a_spreadsheet_finds_no_formula(name: str, tables: dict[str, Path], tmp_path: Path) -> None:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    # Everything that a person may tick: UTF-8, numbers found, formulas evaluated.
    filters = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
    for kind in ("fods", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"):
        subprocess.run(
            [program, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", filters,
             "--convert-to", kind, "--outdir", str(tmp_path), str(tables[name])],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
    sheet = next(tmp_path.glob("*.fods")).read_text("utf-8")
    assert sheet.count("<table:table-row") > 20
    assert "table:formula" not in sheet
    assert "Err:" not in sheet
    again = cells_of(next(tmp_path.glob("*.csv")))
    assert len(again) == len(cells_of(tables[name]))
    texts = {cell for row in again for cell in row}
    assert "'=1+1" in texts


@pytest.mark.parametrize("name", ["sessions", "facts"])
def test_pandas_reads_what_the_standard_library_reads(name: str, tables: dict[str, Path]) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.read_csv(tables[name], dtype=str, keep_default_na=False)
    columns, *rows = cells_of(tables[name])
    assert list(frame.columns) == columns
    assert frame.to_numpy().tolist() == rows
    if name == "sessions":
        typed = pandas.read_csv(tables[name])
        assert typed["anxiety_before"].dropna().between(0, 10).all()
        assert pandas.to_datetime(typed["began"], utc=True).notna().all()


def test_records_are_lines_of_json(tables: dict[str, Path]) -> None:
    from calmtui.history.export import JSONL, Contents, Export
    from calmtui.history.period import ALL_TIME

    export = Export(Gathered(hostile_life().records), ALL_TIME, {}, words=True)
    lines = b"".join(export.pieces(JSONL, Contents())).decode().splitlines()
    assert all(re.match("[{]", line) and json.loads(line) for line in lines)
