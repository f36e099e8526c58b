"""Rows of cells become drafts: what spreadsheets and comma-separated text have in common."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from question_bank.draft import Draft, Reading, SourceNote
from question_bank.layout import EXAMPLE, NUMBERING, plain_header
from question_bank.outcomes import OUTCOMES
from question_bank.readers.book import ACROSS, DOWN, EMPTY, Book, Cell, Line, Sheet
from question_bank.readers.paper_signs import HEADING, topic_in
from question_bank.readers.refusal import UnknownColumns, UnreadableFile
from question_bank.readers.table_choices import take_lines, take_out_of_stem
from question_bank.readers.table_header import EACH, Chosen, Header, chosen_header, found_header
from question_bank.readers.table_pictures import Pictured, by_line
from question_bank.text import fold

ROWS_MAX = 5_000
DESCRIPTION = re.compile(r"\((required|optional|default|bat buoc|khong bat buoc|tuy chon)")
NO_HEADER = "Không thấy hàng tiêu đề: cần cột Câu hỏi, các cột Phương án và cột Đáp án."
FIELDS_OF_TEXT = (
    "kind", "stem", "post", "verdict", "key", "rule", "otherwise", *OUTCOMES, "explanation", "topic", "difficulty",
    "valid_from", "valid_to", "external_id",
)  # fmt: skip
FIELDS_OF_SOURCES = ("title", "number", "issuer", "article", "url", "issued_on", "kind")
COUNTED = re.compile(r"\s*(?:[IVX]{1,5}|\d{1,2}|[A-H])\s?[.):\-]\s*")
GROUP_MIN = 4  # letters of a heading
GROUPS_TOLD = 5
THE_EXAMPLE = fold(EXAMPLE["stem"])
PICTURES_TOLD = 10


def read_book(book: Book, chosen: Chosen | None = None) -> Reading:
    """The drafts of every sheet that has a header of questions; or of the chosen one, by its chosen columns."""
    reading = Reading(book.format, warnings=list(book.warnings))
    if chosen:
        _read_chosen(book, chosen, reading)
        return reading
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    found = [sheet.title for sheet in shown if read_table(sheet, reading, sheet.title if len(shown) > 1 else "")]
    if not found:
        raise UnknownColumns(NO_HEADER, book.as_json())
    for sheet in book.sheets:
        if sheet.hidden:
            reading.warnings.append(f"Trang tính bị ẩn “{sheet.title}” không được đọc.")
        elif sheet.title not in found:
            why = "không có hàng tiêu đề câu hỏi" if sheet.lines else "trang trống"
            reading.warnings.append(f"Trang tính “{sheet.title}” không được đọc: {why}.")
    if reading.columns_left:
        reading.book = book.as_json()
    return reading


def _read_chosen(book: Book, chosen: Chosen, reading: Reading) -> None:
    if not 0 <= chosen.sheet < len(book.sheets):
        raise UnreadableFile("Tệp không có trang tính này.")
    sheet = book.sheets[chosen.sheet]
    header, below = chosen_header(sheet.lines, chosen)
    _Rows(sheet, header, reading, sheet.title if len(book.sheets) > 1 else "").read(sheet.lines[below:])
    others = [other.title for other in book.sheets if other is not sheet and other.lines]
    reading.warnings += [f"Trang tính “{title}” không được đọc: bạn đã chọn trang khác." for title in others]


def read_table(sheet: Sheet, reading: Reading, title: str = "") -> bool:
    """Add the drafts of one table to the reading. False where it has no header of questions."""
    found = found_header(sheet.lines)
    if found is None:
        return False
    header, below = found
    _Rows(sheet, header, reading, title).read(sheet.lines[below:])
    return True


def insist_few_enough(reading: Reading) -> None:
    if len(reading.drafts) > ROWS_MAX:
        raise UnreadableFile("Tệp có hơn 5 000 câu. Hãy chia thành nhiều tệp nhỏ hơn.")


@dataclass
class _Asked:
    """The lines of one question: one, or as many as it has choices where those stand below each other."""

    lines: list[Line]
    group: str  # what the heading above it says


class _Rows:
    """The lines below a header, as they are read into drafts."""

    def __init__(self, sheet: Sheet, header: Header, reading: Reading, title: str) -> None:
        self.sheet, self.reading, self.title = sheet, reading, title
        self.headers, self.columns = header
        self.places = {field: column for column, field in self.columns.items()}
        self.names = {field: f"cột {_short(self.headers[column])}" for column, field in self.columns.items()}
        self.choices, self.told = ({field: int(field[len(name) :]) for field in self.places if field.startswith(name)}
                                   for name in ("choice_", "feedback_"))  # fmt: skip
        self.several = EACH in self.places
        self.in_stem = not self.several and not self.choices
        self.pictures = by_line(sheet.pictures)
        self.may_show = bool(self.pictures) or any(field.startswith("picture_") for field in self.places)
        self.ignored: set[int] = set()
        self.groups: dict[str, list[int]] = {}  # heading → its lines

    def read(self, lines: list[Line]) -> None:
        if lines and _is_description(lines[0][1]):
            lines = lines[1:]
        for asked in self._by_question(lines):
            draft = self._draft(asked)
            if draft.stem[:1] in ("V", "v") and fold(draft.stem) == THE_EXAMPLE:
                self.reading.warnings.append(f"{draft.place} là câu ví dụ của mẫu nên được bỏ qua.")
                continue
            self.reading.drafts.append(draft)
            insist_few_enough(self.reading)
        self._tell_groups()
        self._tell_columns()
        self._tell_pictures()

    def _by_question(self, lines: list[Line]) -> Iterator[_Asked]:
        asked: _Asked | None = None
        group = ""
        for number, cells in lines:
            if heading := self._heading(cells):
                group = heading
                self.groups.setdefault(heading, []).append(number)
                continue
            self._see_ignored(cells)
            if not self._says_something(cells):
                continue
            if asked is not None and self._goes_on(asked, cells):
                asked.lines.append((number, cells))
                continue
            if asked is not None:
                yield asked
            asked = _Asked([(number, cells)], group)
        if asked is not None:
            yield asked

    def _heading(self, cells: list[Cell]) -> str:
        """A line with one text over several columns, or in that of the numbers: of the questions below it."""
        own = [at for at, cell in enumerate(cells) if (cell.text or cell.unread) and cell.merged != DOWN]
        if len(own) != 1 or ((at := own[0]) in self.columns and not self._is_wide(cells, at)):
            return ""
        text = cells[at].text
        if at not in self.columns and not (at == 0 and plain_header("".join(self.headers[:1])) in NUMBERING):
            return text if self._is_wide(cells, at) else ""
        return text if sum(letter.isalpha() for letter in text) >= GROUP_MIN else ""

    def _is_wide(self, cells: list[Cell], at: int) -> bool:
        """It reaches over the stem and what stands beside it."""
        covered = {place for place in range(at + 1, len(cells)) if cells[place].merged == ACROSS}
        return len(covered & set(self.columns)) >= 2 and self.places.get("stem", -1) in covered | {at}

    def _see_ignored(self, cells: list[Cell]) -> None:
        self.ignored.update(
            at for at, cell in enumerate(cells) if cell.text and at not in self.columns and cell.merged != DOWN
        )

    def _says_something(self, cells: list[Cell]) -> bool:
        """Something of its own: what reaches down from above makes no question."""
        return any(
            at in self.columns and (cell.text or cell.unread) and cell.merged != DOWN for at, cell in enumerate(cells)
        )

    def _goes_on(self, asked: _Asked, cells: list[Cell]) -> bool:
        """Of choices below each other: the question stands in the first line, reaches down, or stands in each."""
        if not self.several:
            return False
        said, before = self._at(cells, "stem"), self._at(asked.lines[0][1], "stem")
        return bool(before.text) and not said.unread and (said.merged == DOWN or said.text in ("", before.text))

    def _at(self, cells: list[Cell], field: str) -> Cell:
        column = self.places.get(field, -1)
        return cells[column] if 0 <= column < len(cells) else EMPTY

    def _draft(self, asked: _Asked) -> Draft:
        number, cells = asked.lines[0]
        found = {field: cells[column] for column, field in self.columns.items() if column < len(cells)}
        draft = Draft(place=f"Trang {self.title}, dòng {number}" if self.title else f"Dòng {number}")
        draft.cells = dict(self.names)
        draft.unread = {field: cell.unread for field, cell in found.items() if cell.unread}
        draft.notes = {field: f"{cell.note}." for field, cell in found.items() if cell.note}
        for field in FIELDS_OF_TEXT:
            setattr(draft, field, found[field].text if field in found else "")
        if "topic" not in self.places:
            draft.topic = _topic(asked.group)
        draft.sources = sources_in(
            {name: found[f"source_{name}"].text for name in FIELDS_OF_SOURCES if f"source_{name}" in found}
        )
        if self.may_show:
            Pictured(draft, self.columns, asked.lines, found).take(self.pictures)
        self._take_choices(draft, asked, found)
        if self.sheet.hidden_lines and any(line in self.sheet.hidden_lines for line, _ in asked.lines):
            draft.note("hidden", "dòng này bị ẩn trong tệp; hãy xem có dùng câu này không.")
        return draft

    def _take_choices(self, draft: Draft, asked: _Asked, found: dict[str, Cell]) -> None:
        if self.several:
            lines = [(number, self._at(cells, EACH), self._at(cells, "key")) for number, cells in asked.lines]
            take_lines(draft, lines)
        elif self.in_stem:
            take_out_of_stem(draft)
        else:
            draft.choices = _numbered(found, self.choices)
        draft.feedback = _numbered(found, self.told) if self.told else []

    def _tell_groups(self) -> None:
        for text, numbers in list(self.groups.items())[:GROUPS_TOLD]:
            where = f"{f'Trang {self.title}, dòng' if self.title else 'Dòng'} {numbers[0]}"
            topic = "" if "topic" in self.places else _topic(text)
            what = f"đã lấy “{topic}” làm chủ đề của các câu bên dưới" if topic else "không đọc"
            self.reading.warnings.append(f"{where} “{_short(text)}” được hiểu là tiêu đề: {what}.")
        if len(self.groups) > GROUPS_TOLD:
            self.reading.warnings.append(f"Còn {len(self.groups) - GROUPS_TOLD} dòng khác được hiểu là tiêu đề.")

    def _tell_columns(self) -> None:
        where = f"Trang {self.title}: " if self.title else ""
        named = [at for at in sorted(self.ignored) if at < len(self.headers) and self.headers[at]]
        told = [_short(self.headers[at]) for at in named if plain_header(self.headers[at]) not in NUMBERING]
        if told:
            columns = "các cột" if len(told) > 1 else "cột"
            self.reading.warnings.append(f"{where}Không đọc {columns}: {', '.join(told)}.")
            self.reading.columns_left = True
        hidden = [self.headers[at] for at in sorted(self.sheet.hidden_columns & set(self.columns))]
        if hidden:
            self.reading.warnings.append(f"{where}Cột bị ẩn trong tệp vẫn được đọc: {', '.join(map(_short, hidden))}.")

    def _tell_pictures(self) -> None:
        """Those over no line of a question: a heading, a logo, a line between two questions."""
        left = [line for line, pictures in sorted(self.pictures.items()) for _ in pictures]
        if not left:
            return
        lines = list(dict.fromkeys(left))
        told = ", ".join(map(str, lines[:PICTURES_TOLD])) + (" …" if len(lines) > PICTURES_TOLD else "")
        where = f"Trang {self.title}: " if self.title else ""
        self.reading.warnings.append(
            f"{where}{len(left)} ảnh không nằm ở dòng của câu nào nên không được giữ (dòng {told}). Hãy đặt góc trên"
            f" bên trái của ảnh vào dòng của câu."
        )


def _topic(heading: str) -> str:
    """ "CHỦ ĐỀ 1: AN TOÀN SỐ" and "II. An toàn số" name the same."""
    named = HEADING.match(heading)
    bare = named["rest"] if named else COUNTED.sub("", heading)
    return topic_in(bare) if bare else ""


def _is_description(cells: list[Cell]) -> bool:
    """The row below the header in which some sites explain their columns."""
    filled = [cell.text for cell in cells if cell.text]
    explained = [text for text in filled if DESCRIPTION.search(fold(text))]
    return len(explained) * 2 >= len(filled) > 1


def _short(header: str) -> str:
    first = header.split("\n")[0].strip()
    return first if len(first) <= 40 else first[:39] + "…"


def _numbered(found: dict[str, Cell], places: dict[str, int]) -> list[str]:
    """In order, up to the last that has text: one left blank on the way stays, for a person to see."""
    filled = [place for field, place in places.items() if field in found and (found[field].text or found[field].unread)]
    texts = [""] * (max(filled, default=-1) + 1)
    for field, place in places.items():
        if place < len(texts) and field in found:
            texts[place] = found[field].text
    return texts


def sources_in(texts: dict[str, str]) -> list[SourceNote]:
    """One source, or one a line: the second line of each column belongs to the second source."""
    split = {name: [line.strip() for line in text.split("\n")] for name, text in texts.items() if text}
    count = max((len(lines) for lines in split.values()), default=0)
    notes = [SourceNote(**{name: _line(lines, place) for name, lines in split.items()}) for place in range(count)]
    return [note for note in notes if note != SourceNote()]


def _line(lines: list[str], place: int) -> str:
    """A dash holds the place of a source that has nothing in this column."""
    return "" if place >= len(lines) or lines[place] == "-" else lines[place]
