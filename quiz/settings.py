"""Every knob, with its default. Set one by environment variable: QUIZ_DATABASE_URL and so on."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="QUIZ_", extra="ignore")

    data_dir: Path = Path("data")
    """The key, the embedded database, media and printed papers live here."""

    database_url: str = ""
    """Empty: SQLite in data_dir. `postgresql://…` is the whole switch to PostgreSQL."""

    public_url: str = ""
    """Where people reach this site, e.g. https://thi.example.vn. Empty: as the request came."""

    trusted_proxies: str = "127.0.0.1"
    """Addresses whose X-Forwarded-For and -Proto are believed; comma-separated, `*` for all."""

    verifier: str = "none"
    """What sends codes to those who register, where a contest's rules ask for it: `none`, or `console` (the code
    appears where the server runs). Others: quiz/people/verifying.py."""

    sqlite_threads: int = 6
    postgresql_threads: int = 12
    """Threads of work and database connections a process; more on SQLite only makes the slowest slower."""

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{(self.data_dir / 'quiz.db').absolute()}"

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def lock_path(self) -> Path:
        """Held by the one server of an embedded database."""
        return self.data_dir / "server.lock"

    @property
    def threads(self) -> int:
        return self.sqlite_threads if self.is_sqlite else self.postgresql_threads


def resource(name: str) -> Path:
    """A folder that ships with the program: beside the code in a checkout, inside the package when installed."""
    beside = ROOT / name
    return beside if beside.is_dir() else Path(__file__).resolve().parent / f"_{name}"
