"""`make run`: the demo is planted once, opened again at every start, and says where to click."""

import sys
from pathlib import Path

import segno

from quiz import clock, database
from quiz.contests.making import insist_nothing_real
from quiz.contests.seating import find_demo_contest
from quiz.demo.frozen import plant_frozen
from quiz.demo.planting import open_now, plant
from quiz.demo.playing import play_half
from quiz.demo.weekly import plant_finished
from quiz.lan import lan_address
from quiz.serving import OLDER, serve
from quiz.settings import Settings

EVERYWHERE = ("0.0.0.0", "::")  # what HOST says when phones are to come in
DOORS = (
    ("Thí sinh", "contestant"),
    ("Giám khảo", "judge"),
    ("Ban tổ chức", "organiser"),
    ("Người ra đề", "writer"),
    ("Người thẩm định", "reviewer"),
)
OLDER_DEMO = "Dữ liệu thử ở {folder} là của phiên bản khác. Hãy xóa thư mục đó rồi chạy lại."


def serve_demo(settings: Settings, host: str, port: int) -> None:
    """In a data directory of its own, so that no real contest is ever beside it."""
    own = settings.model_copy(update={"data_dir": settings.data_dir / "demo"})
    site = f"http://{(lan_address() if host in EVERYWHERE else host) or 'localhost'}:{port}"
    older = OLDER_DEMO.format(folder=own.data_dir.absolute()) if own.is_sqlite else OLDER
    serve(
        own, host, port, quiet=True, greet=lambda: _tell(prepare_demo(site), host, port, own.data_dir), older=older,
    )  # fmt: skip


def prepare_demo(site: str = "") -> str:
    """Make it, or open again what was played before. Returns the open contest's public id. `site`: where phones reach
    it, for the QR on what was published."""
    with database.transaction() as session:
        insist_nothing_real(session)
        contest = find_demo_contest(session)
        if contest is None:
            contest = plant(session, clock.now())
            play_half(session, contest, clock.now())
            plant_finished(session, contest, clock.now(), site)
            plant_frozen(session, contest, clock.now())
        else:
            open_now(session, contest, clock.now())
        return contest.public_id


def _tell(contest_id: str, host: str, port: int, data_dir: Path) -> None:
    here = f"http://{'localhost' if host in EVERYWHERE else host}:{port}"
    links = [
        ("Mọi cửa", "/demo"),
        ("Trang công khai", f"/contests/{contest_id}"),
        *((label, f"/demo/{door}") for label, door in DOORS),
    ]
    print("\n  Hội Thi · DEMO\n")
    for label, path in links:
        print(f"  {label:<16} {here}{path}")
    _tell_wifi(lan_address() if host in EVERYWHERE else None, port)
    print(f"\n  Dữ liệu ở {data_dir.absolute()}; xóa thư mục đó để bắt đầu lại. Ctrl+C để dừng.\n", flush=True)


def _tell_wifi(address: str | None, port: int) -> None:
    """Only where a phone could reach this machine."""
    if address is None:
        return
    url = f"http://{address}:{port}/demo/contestant"
    print(f"\n  Điện thoại cùng mạng Wi-Fi: {url}\n")
    segno.make(url, error="l").terminal(out=sys.stdout, compact=True, border=2)
