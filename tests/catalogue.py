"""The English catalogue: bring it up to date with the source, and tell what is missing.

`python -m tests.catalogue` counts; `python -m tests.catalogue update` rewrites locale/en. What contestants and the
public see must be complete (tests/test_catalogue.py); what is missing elsewhere is only counted.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from tests.gettext_gaps import gaps_in_code

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
PUBLIC = (
    "templates/home.html", "templates/contest.html", "templates/demo/", "templates/sign_in.html",
    "templates/invitation.html", "templates/refusal.html", "templates/_refusal.html", "templates/_macros.html",
    "templates/layouts/", "templates/joining/", "templates/play/", "templates/watch/", "templates/kinds/",
    "quiz/refusals.py", "quiz/web/", "quiz/routes/wording.py", "quiz/routes/public.py", "quiz/routes/contests.py",
    "quiz/routes/demo.py", "quiz/routes/joining.py", "quiz/routes/signing_in.py", "quiz/routes/invitations.py",
    "quiz/routes/play/", "quiz/routes/watch/", "quiz/attempts/sitting.py", "quiz/attempts/answering.py",
    "quiz/attempts/papers.py", "quiz/contests/admitting.py", "quiz/contests/regulations.py",
    "quiz/people/enrolling.py", "quiz/people/limiting.py", "quiz/people/role.py", "quiz/people/signing_in.py",
    "quiz/standings/tie_breaks.py", "quiz/results/slips.py",
    "quiz/standings/tie_breaks.py",
)  # fmt: skip
"""Where what contestants and the public read comes from: complete in English."""


def extracted() -> Catalog:
    """Every message in the source, with its places."""
    with (ROOT / "locale" / "babel.cfg").open() as source:
        methods, options = parse_mapping_cfg(source)
    catalogue = Catalog(locale="en", project="Hội Thi", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        ROOT, method_map=methods, options_map=options, keywords=KEYWORDS, directory_filter=_is_source
    )
    for filename, _line, message, comments, _context in found:
        catalogue.add(message, locations=[(filename, 0)], auto_comments=comments)
    return catalogue


def english() -> Catalog:
    """As it stands in the file, brought up to date with the source."""
    fresh = extracted()
    if not ENGLISH.exists():
        return fresh
    with ENGLISH.open("rb") as source:
        kept = read_po(source, locale="en")
    kept.update(fresh, no_fuzzy_matching=True)
    return kept


def missing(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id and (message.fuzzy or not is_translated(message))]


def is_public(message: Message) -> bool:
    return any(str(filename).startswith(PUBLIC) for filename, _ in message.locations)


def update() -> None:
    catalogue = english()
    catalogue.obsolete.clear()
    catalogue.header_comment = "# English for Hội Thi. Vietnamese, the language of the source, is the msgid."
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 11, 23, tzinfo=UTC)  # else each update differs
    catalogue.last_translator, catalogue.language_team = "The Hội Thi authors", "en"
    catalogue.msgid_bugs_address, catalogue.version, catalogue.copyright_holder = "", "0.1", "The Hội Thi authors"
    for message in catalogue:
        message.locations = sorted({(str(filename), 0) for filename, _ in message.locations})
    text = io.BytesIO()
    write_po(text, catalogue, sort_by_file=True, omit_header=False, include_lineno=False, width=120)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_bytes(text.getvalue())


def _is_source(folder: str) -> bool:
    return not Path(folder).name.startswith(".") and Path(folder).name not in {"tests", "static", "data", "benchmarks"}


def is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


def main() -> int:
    if sys.argv[1:] == ["update"]:
        update()
    catalogue = english()
    untold = missing(catalogue)
    public = [message for message in untold if is_public(message)]
    print(f"English: {len(untold)} of {len(catalogue)} messages missing, {len(public)} of them public.")
    past = {folder: len(list(gaps_in_code(folder))) for folder in ("quiz", "question_bank")}
    print(f"Past gettext: {past['quiz']} in quiz, {past['question_bank']} in question_bank (data and file words too).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
