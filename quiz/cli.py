"""The command line."""

import sys
from typing import Annotated

import typer

from quiz import serving
from quiz.complaints import Complaint, ExitCode
from quiz.demo.starting import serve_demo
from quiz.migrating import migrate as bring_up_to_date
from quiz.refusals import Refusal
from quiz.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Hội Thi: cuộc thi của Đoàn Thanh niên.",
)
Host = Annotated[str, typer.Option(help="Địa chỉ lắng nghe; 0.0.0.0 để máy khác trong mạng vào được. (address)")]
Port = Annotated[int, typer.Option(help="Cổng. (port)", min=1, max=65535)]


@app.callback()
def prepare() -> None:
    """Hội Thi: cuộc thi của Đoàn Thanh niên."""


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(help="Số tiến trình; nhiều hơn 1 cần PostgreSQL. (processes)", min=1)] = 1,
) -> None:
    """Serve the site."""
    serving.serve(Settings(), host, port, workers=workers)


@app.command()
def demo(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Try it out: a demo contest, half played, in a data directory of its own."""
    serve_demo(Settings(), host, port)


@app.command()
def migrate() -> None:
    """Bring the database up to date (safe to run again)."""
    serving.connect(Settings())
    bring_up_to_date()
    typer.echo("Cơ sở dữ liệu đã ở phiên bản mới nhất.")


def main() -> None:
    try:
        app()
    except Complaint as complaint:
        typer.echo(f"quiz: {complaint}", err=True)
        sys.exit(complaint.code)
    except Refusal as refusal:
        typer.echo(f"quiz: {refusal.text}", err=True)
        sys.exit(ExitCode.REFUSED)
    except KeyboardInterrupt:
        sys.exit(ExitCode.DONE)
