"""The grammar of Vietnamese question papers: lines with marks become drafts. Pure.

Word files and pasted text come here alike. The way of a line: noise is left out (paper_noise), what stands beside each
other is taken apart (paper_splitting), lists of keys are seen (paper_lists), each line is told by its sign
(paper_pieces), the pieces make questions (paper_asking), keys at the end find theirs (paper_matching), all signs of a
key are compared (paper_keys), and drafts come out (paper_drafts).
"""

from question_bank.draft import Reading
from question_bank.readers.paper_asking import Assembler
from question_bank.readers.paper_choices import drop_copies, find_short_answers, find_unlabelled
from question_bank.readers.paper_drafts import drafts_of
from question_bank.readers.paper_line import Line
from question_bank.readers.paper_lists import with_lists
from question_bank.readers.paper_matching import match_keys
from question_bank.readers.paper_noise import without_noise
from question_bank.readers.paper_pieces import Piece, pieces_of
from question_bank.readers.paper_splitting import taken_apart, with_letters_marked, with_numbers_in_front
from question_bank.readers.refusal import UnreadableFile
from question_bank.readers.table import ROWS_MAX, insist_few_enough

PREAMBLE_SHOWN = 80


def read_paper(lines: list[Line], reading: Reading, unit: str = "dòng") -> None:
    """Add the drafts of these lines to the reading."""
    shown = with_letters_marked(with_numbers_in_front(without_noise(_without_hidden(lines, reading))))
    paper = Assembler(pieces_of(with_lists(list(taken_apart(shown))))).read()
    if len(paper.questions) > ROWS_MAX * 2:
        raise UnreadableFile("Tệp có hơn 5 000 câu. Hãy chia thành nhiều tệp nhỏ hơn.")
    find_unlabelled(paper.questions)
    paper.questions, said = drop_copies(paper.questions)
    match_keys(paper)
    find_short_answers(paper.questions)
    drafts, warnings = drafts_of(paper.questions, unit)
    reading.drafts += drafts
    reading.warnings += [*said, *paper.warnings, *warnings]
    insist_few_enough(reading)


def _without_hidden(lines: list[Line], reading: Reading) -> list[Line]:
    """Hidden text may tell the key; nothing else of it is read, and both are said."""
    hidden = [line for line in lines if line.hidden and not line.blank()]
    if not hidden:
        return lines
    keys = {id(line) for line in hidden if _tells_key(line)}
    if keys:
        reading.warnings.append("Tệp có chữ ẩn ghi đáp án; đã đọc làm đáp án.")
    others = [line.text for line in hidden if id(line) not in keys]
    for text in others[:3]:
        reading.warnings.append(f"Tệp có chữ ẩn không được đọc: “{text[:PREAMBLE_SHOWN]}”.")
    if len(others) > 3:
        reading.warnings.append(f"Còn {len(others) - 3} chỗ khác có chữ ẩn không được đọc.")
    return [line for line in lines if not line.hidden or id(line) in keys]


def _tells_key(line: Line) -> bool:
    if line.grid is not None:
        return True
    pieces: list[Piece] = pieces_of(with_lists([line]))
    return all(piece.kind in ("key", "lone", "list", "answers") for piece in pieces)
