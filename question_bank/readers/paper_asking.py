"""Pieces of a paper put together into questions, and keys for them. Pure: one pass over the pieces."""

from dataclasses import dataclass, field

from question_bank.readers.paper_answers import Answers, KeyScope
from question_bank.readers.paper_asked import Asked, Option, Told, last_sentence
from question_bank.readers.paper_habits import Habits, is_item
from question_bank.readers.paper_line import Line
from question_bank.readers.paper_pieces import Piece
from question_bank.readers.paper_said import key_and_more, solved, source_in
from question_bank.readers.paper_signs import KEY_WITHIN, POINTS, POINTS_END, level_in, topic_in
from question_bank.text import fold

LOOSE_MIN, LOOSE_SHOWN = 60, 5
OVER_OPTIONS = ("dap an", "tra loi", "phuong an", "lua chon")  # "Trả lời:" over the options says nothing


@dataclass(slots=True)
class Paper:
    questions: list[Asked] = field(default_factory=list)
    scopes: list[KeyScope] = field(default_factory=list)
    titles: dict[int, str] = field(default_factory=dict)  # of sections
    warnings: list[str] = field(default_factory=list)


class Assembler:
    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.habits = Habits(pieces)
        self.questions: list[Asked] = []
        self.titles: dict[int, str] = {}
        self.asked: Asked | None = None
        self.loose: list[Line] = []  # text that no question has
        self.unread: list[Line] = []
        self.section, self.topic, self.level, self.form = 0, "", "", ""
        self.answers = Answers()
        self.answering = False
        self.passage: tuple[int, int, list[Line]] | None = None  # from question, to question

    def read(self) -> Paper:
        acts = {
            "number": self._number, "option": self._option, "bullet": self._bullet, "key": self._key,
            "lone": self._lone, "explain": self._explain, "source": self._source, "heading": self._heading,
            "level": self._level, "answers": self._answers, "list": self._list, "end": self._end, "text": self._text,
            "passage": self._passage,
        }  # fmt: skip
        for place, piece in enumerate(self.pieces):
            acts[piece.kind](piece, place)
        self._close()
        return Paper(self.questions, self.answers.scopes, self.titles, self.answers.warnings + self._told_unread())

    def _told_unread(self) -> list[str]:
        told = [
            f"Đoạn “{line.text[:80]}…” không thuộc câu nào nên không được đọc." for line in self.unread[:LOOSE_SHOWN]
        ]
        more = len(self.unread) - LOOSE_SHOWN
        return [*told, f"Còn {more} đoạn khác không thuộc câu nào."] if more > 0 else told

    # Questions

    def _number(self, piece: Piece, place: int) -> None:
        if self.answering:
            self.answering = not self.habits.may_leave_answers(piece)
        if self.answering:
            if not self.answers.take_number(piece, len(self.questions)):
                self._text(_as_text(piece), place)
        elif self.habits.begins_question(piece, place, self.asked):
            self._begin(piece)
        else:
            self._no_question(piece, place)

    def _begin(self, piece: Piece) -> None:
        self._close()
        self.asked = asked = self._new(piece.sign, piece.style, piece.whole or piece.line)
        self._give_passage(asked)
        if not piece.line.blank():
            points = POINTS_END.search(piece.line.text)
            asked.stem.append(piece.line.part(0, points.start()) if points else piece.line)
        for note in piece.said:
            _take_note(asked, note)

    def _new(self, number: str, style: str, line: Line) -> Asked:
        return Asked(number, style, line, self.section, self.topic, self.level, self.form)

    def _no_question(self, piece: Piece, place: int) -> None:
        asked = self.asked
        if asked and asked.state == "stem" and is_item(asked, piece):
            asked.add_item(piece.style, piece.line, piece.whole or piece.line)
        elif asked and asked.complete() and self.habits.stands_as_heading(piece, place, asked):
            title = piece.line.text if piece.style.startswith("I") else ""
            self._heading(Piece("heading", piece.whole or piece.line, style=title), place)
        elif not asked and piece.style.startswith("I"):
            self._heading(Piece("heading", piece.line, style=piece.line.text), place)
        else:
            self._text(_as_text(piece), place)

    def _passage(self, piece: Piece, place: int) -> None:
        """ "Đọc đoạn sau, trả lời câu 3 đến câu 5": what follows belongs to each of these."""
        first, last = (int(number) for number in piece.sign.split())
        if self.answering or last <= first or (self.asked and self.asked.state == "stem" and not self.asked.items):
            self._text(piece, place)
            return
        self._close()
        self.passage = (first, last, self.loose)

    def _give_passage(self, asked: Asked) -> None:
        if self.passage is None or not asked.number.isdigit():
            return
        first, last, lines = self.passage
        if first <= int(asked.number) <= last:
            asked.stem += lines
            if lines:
                asked.notes.append(("stem", f"đã thêm đoạn dùng chung cho câu {first}–{last}."))
        else:
            self.passage = None

    # Options

    def _option(self, piece: Piece, place: int) -> None:
        if self.answering:
            self.answers.take_option(piece)
            return
        if self.asked and _is_lone_key(self.asked, piece):
            self._take_key(self.asked, piece.sign, piece.line.number)
            return
        asked = self._asked_for(piece)
        if asked is None:
            self._text(_as_text(piece), place)
            return
        if asked.state == "options":
            asked.options[-1].lines += asked.tail  # text between two options belongs to the first of them
            asked.tail = []
        asked.settle()
        asked.state = "options"
        letter = piece.sign or chr(ord("A") + len(asked.options))
        asked.places.setdefault(f"choice_{len(asked.options)}", piece.line.number)
        asked.options.append(Option(letter, piece.style, [piece.line], piece.label, piece.starred, piece.inside))

    def _asked_for(self, piece: Piece) -> Asked | None:
        """The question that this option belongs to; None where it is no option after all."""
        asked = self.asked
        if asked is None:
            return self._unnumbered(self.loose)
        if not _fits(asked, piece):
            return None
        return self._again(asked, piece) if _starts_again(asked, piece) else asked

    def _again(self, asked: Asked, piece: Piece) -> Asked | None:
        """A second run of options: the first was a list in the question, or this is another question."""
        tail = [line for line in asked.tail if line.text]
        if asked.state == "options" and not asked.told:
            if asked.options[0].style[0] != piece.style[0] or asked.options[0].inside:
                asked.take_options_back()
                return asked
            if not tail:
                return asked  # the same letter twice: a slip, to be seen
        if not tail or piece.sign not in ("A", "") or not (tail[-1].text[-1:] in "?:" or not asked.number):
            return None
        stem = last_sentence(tail)
        asked.tail = tail[: len(tail) - len(stem)]
        self._close()
        return self._unnumbered(stem)

    def _unnumbered(self, lines: list[Line]) -> Asked:
        stem = last_sentence(lines)
        self.loose = []
        self.asked = self._new("", "", stem[0] if stem else Line("", lines[-1].number if lines else 0))
        self.asked.stem = stem
        return self.asked

    def _bullet(self, piece: Piece, place: int) -> None:
        asked = self.asked
        if asked and not self.answering and asked.state == "stem" and not asked.options:
            asked.add_item("•", piece.line, piece.whole or piece.line)
        else:
            self._text(_as_text(piece), place)

    # What is said of a question

    def _key(self, piece: Piece, place: int) -> None:
        key, more = key_and_more(piece.line)
        if self.answering:
            self.answers.take_key(key, more)
        elif self.asked is None or (not key and not self.asked.options):
            if self.asked is not None and piece.sign not in OVER_OPTIONS:
                self._text(_as_text(piece), place)
        else:
            self._take_key(self.asked, key, piece.line.number)
            if more and more.text:
                self.asked.explain(more)

    def _lone(self, piece: Piece, place: int) -> None:
        if self.answering:
            self.answers.take_key(piece.sign, None)
        elif self.asked and self.asked.options and (self.asked.state == "options" or not self.asked.told):
            self._take_key(self.asked, piece.sign.strip("[]()."), piece.line.number)
        else:
            self._text(piece, place)

    def _take_key(self, asked: Asked, key: str, line: int) -> None:
        asked.settle()
        asked.state = "key"
        if key:
            asked.told.append(Told("dòng đáp án", key))
            asked.places.setdefault("key", line)

    def _explain(self, piece: Piece, place: int) -> None:
        asked = self.asked
        if self.answering:
            self.answers.take_text(piece.line)
        elif asked is None or (asked.state == "stem" and not asked.told and not piece.sign.strip("-–.")):
            self._text(_as_text(piece), place)
        else:
            asked.settle()
            asked.state = "explanation"
            key, more = solved(piece.line)
            if key:
                asked.told.append(Told("lời giải", key))
            if more and more.text:
                asked.explain(more)

    def _source(self, piece: Piece, place: int) -> None:
        if self.answering or self.asked is None or self.asked.state == "stem":
            self._text(_as_text(piece), place)
        else:
            self.asked.settle()
            self.asked.sources.append(source_in(piece.line.text))

    def _level(self, piece: Piece, place: int) -> None:
        of_section = piece.style == "section" or not self.habits.levels_behind
        if self.asked and not (of_section and self.asked.options) and piece.style != "section":
            self.asked.settle()
            self.asked.level = piece.sign
        else:
            self._close()
            self.level = piece.sign

    def _text(self, piece: Piece, place: int) -> None:
        if self.answering:
            self.answers.take_text(piece.line)
        elif self.asked is None:
            self.loose.append(piece.line)
        elif self.asked.state == "stem":
            self.asked.stem.append(piece.line)
        else:
            self.asked.tail.append(piece.line)

    # Sections, and the keys at the end

    def _heading(self, piece: Piece, place: int) -> None:
        if piece.sign == "topic" and self.habits.topics_behind and self.asked:
            self.asked.settle()
            self.asked.topic = topic_in(piece.style)
            return
        self._close()
        following = self.habits.following(place)
        if piece.line.heading and following and following.kind == "option":
            self.loose = [piece.line]  # a question in the style of a heading
        elif self.answering:
            self.answers.begin_scope(piece.line.text, len(self.questions))
        else:
            self._begin_section(piece)

    def _begin_section(self, piece: Piece) -> None:
        self.section += 1
        self.level = ""
        self.titles[self.section] = piece.line.text
        if piece.style:
            self.topic = topic_in(piece.style)
        title = fold(piece.line.text)
        self.form = "essay" if "tu luan" in title and "trac nghiem" not in title else ""

    def _end(self, piece: Piece, place: int) -> None:
        self._close()

    def _answers(self, piece: Piece, place: int) -> None:
        any_questions = bool(self.questions or self.asked)
        if self.answering or self.habits.begins_answers(place, self.asked, any_questions=any_questions):
            self._close()
            if not self.answering:
                self.answering = True
                self.answers.begin_area(len(self.questions))
        elif self.asked and self.asked.complete():
            self.asked.settle()
            self.asked.state = "key" if "dap an" in piece.sign else "explanation"

    def _list(self, piece: Piece, place: int) -> None:
        """A list of keys: of the questions before it, whether or not a heading says so."""
        self._close()
        if piece.keys is None:
            return
        if not self.answering:
            self.answers.begin_area(len(self.questions))
        self.answers.add_list(piece.keys, len(self.questions), goes_on=self.answering)

    def _close(self) -> None:
        if self.asked:
            self.asked.settle()
            self.questions.append(self.asked)
            self.asked = None
        self._leave_loose()

    def _leave_loose(self) -> None:
        """Text between questions that is more than a heading is not left out without a word."""
        if self.questions and (self.passage is None or self.passage[2] is not self.loose):
            self.unread += [line for line in self.loose if len(line.text) >= LOOSE_MIN]
        self.loose = []


def _take_note(asked: Asked, note: str) -> None:
    """What stood in brackets behind the number: how hard it is, its points, its key."""
    if level := level_in(note):
        asked.level = level
    elif found := KEY_WITHIN.match(f"({note})"):
        asked.told.append(Told("dòng đáp án", found["rest"]))
    elif not POINTS.fullmatch(note):
        asked.notes.append(("stem", f"phần “({note})” sau số câu không được đọc."))


def _fits(asked: Asked, piece: Piece) -> bool:
    """Letters beyond H are options only where the one before was."""
    if piece.style == "box" or piece.sign <= "H":
        return asked.state != "explanation" or piece.sign in ("A", "")
    return bool(asked.options) and ord(piece.sign) == ord(asked.options[-1].letter) + 1


def _is_lone_key(asked: Asked, piece: Piece) -> bool:
    """ "C." alone below options that have a C already."""
    known = piece.line.blank() and asked.state != "explanation" and piece.style != "box"
    return known and any(option.letter == piece.sign for option in asked.options[:26])


def _starts_again(asked: Asked, piece: Piece) -> bool:
    if asked.state in ("key", "explanation") and asked.options:
        return True
    return piece.sign == "A" and any(option.letter == "A" for option in asked.options)


def _as_text(piece: Piece) -> Piece:
    if piece.kind == "option" and piece.whole is not None:
        text = f"{piece.whole.text} {piece.line.text}".strip()
        return Piece("text", Line(text, piece.line.number, pictures=piece.line.pictures))
    return Piece("text", piece.whole or piece.line)
