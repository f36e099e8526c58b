"""The command line."""

import typer

from quiz import database
from quiz.migrating import migrate as bring_up_to_date
from quiz.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Hội Thi: cuộc thi của Đoàn Thanh niên.")


@app.callback()
def prepare() -> None:
    """Hội Thi: cuộc thi của Đoàn Thanh niên."""


@app.command()
def migrate() -> None:
    """Bring the database up to date (safe to run again)."""
    settings = Settings()
    database.connect(settings.url, settings.threads)
    bring_up_to_date()
    typer.echo("Cơ sở dữ liệu đã ở phiên bản mới nhất.")


def main() -> None:
    app()
