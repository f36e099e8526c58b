"""Reads one upload from standard input, under limits, and writes what it brings as JSON. Its parent alone runs it."""

import base64
import json
import sys
import warnings
from typing import Any

BYTES_OF_MEMORY = 600 * 1024 * 1024
SECONDS_OF_CPU = 20
SECONDS_OF_CPU_WITH_PICTURES = 45
CHARACTERS_OUT_MAX = 40_000_000
PROBLEMS_TOLD = 3


def limit() -> None:
    """Less memory and time than an attack needs, and no file may be written."""
    if sys.platform == "win32":
        return  # no such limits there; the parent's clock still holds
    import resource

    if sys.platform == "linux":  # elsewhere the loader itself may need more address space than this
        resource.setrlimit(resource.RLIMIT_AS, (BYTES_OF_MEMORY, BYTES_OF_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_CPU, SECONDS_OF_CPU_WITH_PICTURES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def allow_for_pictures() -> None:
    """To draw hundreds of pictures anew takes longer than to read them."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_CPU_WITH_PICTURES, SECONDS_OF_CPU_WITH_PICTURES))


def main() -> None:
    limit()
    warnings.simplefilter("ignore")  # openpyxl remarks on what it leaves out
    from question_bank.readers.refusal import UnknownColumns, UnreadableFile

    suffix, wanted = sys.argv[1:3]
    data = sys.stdin.buffer.read()
    try:
        answer = json.dumps(ANSWERS[wanted](data, suffix))
    except UnknownColumns as refusal:
        answer = json.dumps({"refused": str(refusal), "book": refusal.book})
    except UnreadableFile as refusal:
        answer = json.dumps({"refused": str(refusal)})
    if len(answer) > CHARACTERS_OUT_MAX:
        answer = json.dumps({"refused": "Tệp có quá nhiều chữ. Hãy chia thành nhiều tệp nhỏ hơn."})
    sys.stdout.write(answer)


def _drafts(data: bytes, suffix: str) -> dict[str, Any]:
    from question_bank.readers import reader_for

    reading = reader_for(suffix)(data)
    if any(draft.pictures for draft in reading.drafts):
        from question_bank.readers.redrawing import redraw_all

        allow_for_pictures()
        redraw_all(reading)
    return reading.as_json()


def _sheets(data: bytes, suffix: str) -> dict[str, Any]:
    from question_bank.readers import sheets

    return sheets.read(data, suffix)


def _picture(data: bytes, suffix: str) -> dict[str, Any]:
    from question_bank.readers.redrawing import NotKept, redraw
    from question_bank.readers.refusal import UnreadableFile

    try:
        done = redraw(data)
    except NotKept as why:
        raise UnreadableFile(f"Ảnh này {why}") from None
    return {"data": base64.b64encode(done.data).decode(), "moves": done.moves}


def _chosen(data: bytes, suffix: str) -> dict[str, Any]:
    from question_bank.readers.book import Book
    from question_bank.readers.table import read_book
    from question_bank.readers.table_header import Chosen

    asked = json.loads(data)
    return read_book(Book.from_json(asked["book"]), Chosen.from_json(asked["chosen"])).as_json()


def _count(data: bytes, suffix: str) -> dict[str, Any]:
    from question_bank.checking import check_all
    from question_bank.draft import Reading

    drafts = Reading.from_json(_chosen(data, suffix)).drafts
    findings = check_all(drafts, json.loads(data)["topics"], set())
    told = [str(finding.problems[0]) for finding in findings if finding.problems]
    return {"questions": len(drafts), "ready": len(drafts) - len(told), "told": told[:PROBLEMS_TOLD]}


ANSWERS = {"drafts": _drafts, "sheets": _sheets, "picture": _picture, "chosen": _chosen, "count": _count}

if __name__ == "__main__":
    main()
