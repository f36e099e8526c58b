"""Reads one upload from standard input, under limits, and writes what it brings as JSON. Its parent alone runs it."""

import base64
import gc
import json
import sys
import warnings
from typing import Any

BYTES_OF_MEMORY = 600 * 1024 * 1024
SECONDS_OF_CPU = 20
SECONDS_OF_CPU_WITH_PICTURES = 45
CHARACTERS_OUT_MAX = 40_000_000
PROBLEMS_TOLD = 3
PLACES_TOLD = 10
PREVIEWED = 40
GARBAGE_AFTER = 100_000
NICER_BY = 5  # than the server that waits for it


def limit() -> None:
    """Less memory and time than an attack needs, and no file may be written."""
    if sys.platform == "win32":
        return  # no such limits there; the parent's clock still holds
    import os
    import resource

    os.nice(NICER_BY)

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
    gc.set_threshold(GARBAGE_AFTER)  # a short life with many small things that all stay to its end
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
    from question_bank.readers.refusal import UnknownColumns

    try:
        reading = reader_for(suffix)(data)
    except UnknownColumns as unknown:
        _redraw(unknown.book)
        raise
    if any(draft.pictures for draft in reading.drafts):
        from question_bank.readers.redrawing import redraw_all

        allow_for_pictures()
        redraw_all(reading)
    return reading.briefly()


def _redraw(book: dict[str, Any]) -> None:
    if any(sheet.get("pictures") for sheet in book["sheets"]):
        from question_bank.readers.redrawing import redraw_book

        allow_for_pictures()
        redraw_book(book)


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
    return read_book(Book.from_json(asked["book"]), Chosen.from_json(asked["chosen"])).briefly()


def _count(data: bytes, suffix: str) -> dict[str, Any]:
    from question_bank.checking import check_all
    from question_bank.draft import Reading

    drafts = Reading.from_json(_chosen(data, suffix)).drafts
    findings = check_all(drafts, json.loads(data)["topics"], set())
    told = [str(finding.problems[0]) for finding in findings if finding.problems]
    return {"questions": len(drafts), "ready": len(drafts) - len(told), "told": told[:PROBLEMS_TOLD]}


def _preview(data: bytes, suffix: str) -> dict[str, Any]:
    """Pasted text, as it would be staged: how many questions, and the first of them."""
    from question_bank.checking import check_all
    from question_bank.readers.recognising import read_txt

    asked = json.loads(data)
    reading = read_txt(asked["text"].encode("utf-8", "replace"))
    findings = check_all(reading.drafts, asked["topics"], set())
    seen = list(zip(reading.drafts, findings, strict=True))
    wrong = [draft.place for draft, finding in seen if finding.problems]
    return {
        "questions": len(seen), "ready": len(seen) - len(wrong), "wrong": wrong[:PLACES_TOLD],
        "shown": [_seen(draft, finding) for draft, finding in seen[:PREVIEWED]], "warnings": reading.warnings,
    }  # fmt: skip


def _seen(draft: Any, finding: Any) -> dict[str, Any]:
    answers = [(text, place in finding.right) for place, text in enumerate(finding.choices)]
    return {
        "place": draft.place, "stem": draft.stem, "choices": answers, "key": "" if answers else draft.key,
        "problems": [problem.text for problem in finding.problems],
        "warnings": [warning.text for warning in finding.warnings],
    }  # fmt: skip


ANSWERS = {
    "drafts": _drafts, "sheets": _sheets, "picture": _picture, "chosen": _chosen, "count": _count, "preview": _preview,
}  # fmt: skip

if __name__ == "__main__":
    main()
