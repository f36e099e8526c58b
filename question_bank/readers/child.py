"""Reads one upload from standard input, under limits, and writes what it brings as JSON. Its parent alone runs it."""

import json
import sys
import warnings

BYTES_OF_MEMORY = 600 * 1024 * 1024
SECONDS_OF_CPU = 20
CHARACTERS_OUT_MAX = 40_000_000


def limit() -> None:
    """Less memory and time than an attack needs, and no file may be written."""
    if sys.platform == "win32":
        return  # no such limits there; the parent's clock still holds
    import resource

    if sys.platform == "linux":  # elsewhere the loader itself may need more address space than this
        resource.setrlimit(resource.RLIMIT_AS, (BYTES_OF_MEMORY, BYTES_OF_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_CPU, SECONDS_OF_CPU))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    limit()
    warnings.simplefilter("ignore")  # openpyxl remarks on what it leaves out
    from question_bank.readers import reader_for, sheets
    from question_bank.readers.refusal import UnreadableFile

    suffix, wanted = sys.argv[1:3]
    data = sys.stdin.buffer.read()
    try:
        answer = json.dumps(sheets.read(data, suffix) if wanted == "sheets" else reader_for(suffix)(data).as_json())
    except UnreadableFile as refusal:
        answer = json.dumps({"refused": str(refusal)})
    if len(answer) > CHARACTERS_OUT_MAX:
        answer = json.dumps({"refused": "Tệp có quá nhiều chữ. Hãy chia thành nhiều tệp nhỏ hơn."})
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
