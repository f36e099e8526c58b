"""Registrations a second on the opening day, beside a bare insert; and rows kept = requests acknowledged.

The same load from another process meets both: 64 connections, each registering one person after another, from 200
addresses as schools and homes would. The yardstick is a plain route that checks nothing and inserts one row durably in
an ORM session. Windows of a few seconds take turns; medians. SQLite with synchronous=FULL, one process each.
`ratio registering-bare: N` is ours over the bare one's. A unit is one of 2,000.
"""

import os
import statistics
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from sqlmodel import Session, SQLModel, create_engine, func, select

from benchmarks.crowd import Server, served
from benchmarks.load import Result, Target, presses
from quiz import clock, database
from quiz.contests.registrant import Registrant
from quiz.migrating import migrate
from quiz.people.unit import Unit
from quiz.settings import Settings
from tests.world import build_world, go_by

CONNECTIONS, ROUNDS, SECONDS, WARM_UP_S = 64, 2, 4.0, 2.0
UNITS, ADDRESSES = 2_000, 200
FIRST = 10_000_000
"""So that 09 and the number of a tap make a phone number."""
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hồ", "Võ", "Đặng", "Bùi", "Đỗ", "Hoàng")
GIVEN = ("Mai", "Nam", "Lan", "Hà", "Dũng", "Ánh", "Khánh", "Thảo", "Tùng", "Yến")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        sides = {"ours": _ours(Path(name) / "ours"), "bare": _bare(Path(name) / "bare.db")}
        results = _take_turns(sides)
        _insist("ours", results["ours"], _rows_of_ours())
        _insist("bare", results["bare"], _rows_of_bare(Path(name) / "bare.db"))
    rates = {}
    for side, windows in results.items():
        rates[side] = statistics.median(len(one.times) / one.seconds for one in windows[1:])
        p99 = statistics.median(one.percentile(0.99) for one in windows[1:])
        print(f"registering, {side}: {rates[side]:,.0f} a second, p99 {p99 * 1000:,.0f} ms")
    print(f"ratio registering-bare: {rates['ours'] / rates['bare']:.2f}")


def _take_turns(sides: dict[str, tuple[Server, list[Target]]]) -> dict[str, list[Result]]:
    """Of each side a window to warm up, and those that are measured."""
    ours, bare = sides["ours"], sides["bare"]
    targets = {side: targets for side, (_, targets) in sides.items()}
    with presses(targets, FIRST) as press, served(*ours[0]) as our_port, served(*bare[0]) as bare_port:
        ports = {"ours": our_port, "bare": bare_port}
        results = {side: [press.send(side, port, CONNECTIONS, WARM_UP_S)] for side, port in ports.items()}
        for _ in range(ROUNDS):
            for side, port in ports.items():
                results[side].append(press.send(side, port, CONNECTIONS, SECONDS))
    return results


def _insist(side: str, results: list[Result], rows: int) -> None:
    acknowledged, refused = sum(len(one.times) for one in results), sum(one.refused for one in results)
    assert refused == 0, f"{side} refused {refused}"
    assert rows == acknowledged, f"{side}: {rows} rows kept, {acknowledged} acknowledged"
    print(f"registering, {side}: {rows:,} rows kept = {acknowledged:,} acknowledged")


def _ours(folder: Path) -> tuple[Server, list[Target]]:
    settings = Settings(data_dir=folder)
    database.connect(settings.url)
    migrate()
    world = build_world(clock.now())
    go_by(world, registration={"mode": "open"}, eligibility={"quota_per_unit": 1000, "age_from": 14, "age_to": 60})
    with database.transaction() as session:
        units = [
            Unit(
                code=f"thon-{number}",
                name=f"Chi đoàn thôn {number}",
                kind="branch",
                parent_id=world.units["vinh-linh"].id,
            )
            for number in range(UNITS)
        ]
        session.add_all(units)
    path = f"/contests/{world.contest.public_id}/registration"
    return ("benchmarks.serving:ours", {"QUIZ_DATA_DIR": str(folder)}), _targets(
        path, [unit.public_id for unit in units], b"3"
    )


def _bare(path: Path) -> tuple[Server, list[Target]]:
    os.environ["BARE_DATABASE"] = str(path)
    from benchmarks.bare_registering import BarePerson

    SQLModel.metadata.create_all(create_engine(f"sqlite:///{path}"), tables=[BarePerson.__table__])  # type: ignore[attr-defined]
    server = ("benchmarks.bare_registering:app", {"BARE_DATABASE": str(path)})
    return server, _targets("/registration", [str(number) for number in range(UNITS)], b"2")


def _targets(path: str, units: list[str], kept: bytes) -> list[Target]:
    """Names of a hundred, units of all, one form each."""
    return [
        Target(
            (0, number), path, "",
            urlencode({
                "name": f"{SURNAMES[number % 10]} Thị {GIVEN[number // 10 % 10]}", "consent": "1", "declared": "1",
                "birth": f"{number % 28 + 1:02}/{number % 12 + 1:02}/{1990 + number % 20}", "unit": unit,
                "form": f"a form of the benchmark {number}",
            }) + "&phone=09", kept, f"10.0.{number % ADDRESSES}.1",
        )
        for number, unit in enumerate(units)
    ]  # fmt: skip


def _rows_of_ours() -> int:
    with database.transaction(writing=False) as session:
        return session.exec(select(func.count()).select_from(Registrant)).one()


def _rows_of_bare(path: Path) -> int:
    from benchmarks.bare_registering import BarePerson

    with Session(create_engine(f"sqlite:///{path}")) as session:
        return session.exec(select(func.count()).select_from(BarePerson)).one()


if __name__ == "__main__":
    main()
