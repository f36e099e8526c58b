"""Answers while 5 000 questions are accepted, beside answers while nothing else happens; on SQLite.

One server process, 64 contestants; windows of a second: without, with, and without again. Reports answers/s, p50 and
p99, and `ratio importing-answers: N` (answers/s with over without) and `ratio importing-p99: N`.
"""

import itertools
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from itsdangerous import Signer
from sqlmodel import func, select

from benchmarks.answers import CONNECTIONS, insist_on_rows
from benchmarks.crowd import Ours, served
from benchmarks.load import Press, Result, presses
from benchmarks.reading import made_sheet
from question_bank.importing import judge, take_in
from question_bank.question import Question
from question_bank.readers import read_safely
from quiz import clock, database
from quiz.keys import secret_key
from quiz.people.person import Person
from quiz.people.role import Role, RoleName
from quiz.people.sign_in import Door, start_sign_in

ROWS = 5_000
WINDOW_S, WINDOWS = 1.0, 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(Path(folder) / "ours", attempts=CONNECTIONS)
        intake, cookie = _plant_intake(Path(folder) / "ours")
        before = _count_questions()
        with served(*ours.server) as port, presses({"ours": ours.targets}) as press:
            warm = [_window(press, port)]
            without = [_window(press, port) for _ in range(WINDOWS)]
            accepting = threading.Thread(target=_accept, args=(port, intake, cookie))
            started = time.monotonic()
            accepting.start()
            beside = []
            while accepting.is_alive():
                beside.append(_window(press, port))
            took = time.monotonic() - started
            after = [_window(press, port) for _ in range(WINDOWS)]  # what else the machine does changes meanwhile
        insist_on_rows("ours", warm + without + beside + after, ours.kept())
        assert _count_questions() - before == ROWS
    _report({"alone": without + after, "beside": beside}, took)


def _window(press: Press, port: int) -> Result:
    return press.send("ours", port, CONNECTIONS, WINDOW_S)


def _plant_intake(folder: Path) -> tuple[str, str]:
    """A staged file of good questions, and a writer at the desk who may accept it."""
    at = clock.now()
    reading = read_safely(made_sheet(ROWS), "cau-hoi.xlsx")
    with database.transaction() as session:
        intake = take_in(session, "cau-hoi.xlsx", reading, by="", at=at, judged=judge(session, reading))
        writer = Person(name="Người ra đề", created_at=at)
        session.add(writer)
        session.flush()
        session.add(Role(person_id=writer.id or 0, name=RoleName.QUESTION_WRITER, starts_at=at))
        sign_in = start_sign_in(session, Door.DESK, writer.id or 0, at)
        cookie = Signer(secret_key(folder), salt="sign-in").sign(sign_in.token).decode()
        return intake.public_id, f"{Door.DESK.value}={cookie}"


def _accept(port: int, intake: str, cookie: str) -> None:
    home = f"http://127.0.0.1:{port}"
    asked = urllib.request.Request(
        f"{home}/bank/intakes/{intake}/acceptance", data=b"", headers={"Cookie": cookie, "Origin": home}
    )
    urllib.request.urlopen(asked, timeout=300).close()


def _count_questions() -> int:
    with database.transaction(writing=False) as session:
        return session.exec(select(func.count()).select_from(Question)).one()


def _report(results: dict[str, list[Result]], took: float) -> None:
    rates, worsts = {}, {}
    print(f"{ROWS} questions accepted in {took:.1f} s")
    print(f"{'':8}{'answers/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'worst ms':>10}")
    for name, windows in results.items():
        whole = Result(times=list(itertools.chain.from_iterable(window.times for window in windows)))
        rates[name], worsts[name] = len(whole.times) / (len(windows) * WINDOW_S), whole.percentile(0.99)
        middle, last = whole.percentile(0.5) * 1000, max(whole.times) * 1000
        print(f"{name:8}{rates[name]:>12.0f}{middle:>10.1f}{worsts[name] * 1000:>10.1f}{last:>10.1f}")
    print(f"ratio importing-answers: {rates['beside'] / rates['alone']:.2f}")
    print(f"ratio importing-p99: {worsts['beside'] / worsts['alone']:.2f}")


if __name__ == "__main__":
    main()
