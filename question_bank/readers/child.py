"""Reads one upload from standard input, under limits, and writes its drafts as JSON. Run by `read_safely` alone."""

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
    from question_bank.readers import reader_for
    from question_bank.readers.refusal import UnreadableFile

    try:
        answer = json.dumps(reader_for(sys.argv[1])(sys.stdin.buffer.read()).as_json())
    except UnreadableFile as refusal:
        answer = json.dumps({"refused": str(refusal)})
    if len(answer) > CHARACTERS_OUT_MAX:
        answer = json.dumps({"refused": "Tệp có quá nhiều chữ. Hãy chia thành nhiều tệp nhỏ hơn."})
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
