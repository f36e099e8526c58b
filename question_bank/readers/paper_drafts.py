"""Questions of a paper made into drafts. Pure."""

import re

from question_bank.draft import Draft
from question_bank.letters import letter_of
from question_bank.readers.paper_asked import Asked, Option
from question_bank.readers.paper_choices import in_order
from question_bank.readers.paper_keys import Signals, agreed, habits, signals_of, truth_of
from question_bank.readers.paper_line import Line, joined, pictures_of
from question_bank.readers.paper_signs import POINTS, SEVERAL, level_in
from question_bank.readers.paper_splitting import without_key_within
from question_bank.text import cleaned, same_reading

EDGE_NOTE = re.compile(r"^\s*[(\[]([^()\[\]]{1,30})[)\]]\s*|\s*[(\[]([^()\[\]]{1,30})[)\]]\s*$")
CELLS = {
    "stem": "câu dẫn", "choices": "các phương án", "key": "đáp án", "explanation": "lời giải", "topic": "chủ đề",
    "difficulty": "mức độ", "kind": "loại câu", "source_title": "nguồn", "external_id": "mã câu hỏi",
}  # fmt: skip
NUMBER = re.compile(r"-?\d{1,12}[.,]\d{1,6}$")


def drafts_of(questions: list[Asked], unit: str) -> tuple[list[Draft], list[str]]:
    """The drafts, and what is to be said of the paper. `unit` is what a line of the file is called."""
    ready = [_Making(asked, unit) for asked in questions]
    senseless = habits([making.signals for making in ready])
    names = {"underline": "Gạch chân", "highlight": "Tô nền", "colour": "Chữ màu", "bold": "Chữ đậm"}
    warnings = [
        f"{names[name]} phần lớn không khớp với đáp án được ghi nên không được coi là dấu đáp án."
        for name in sorted(senseless)
    ]
    return [making.finished(senseless) for making in ready], warnings


class _Making:
    """One draft on its way: its signs are read before any draft is finished, for the paper's habits count."""

    def __init__(self, asked: Asked, unit: str) -> None:
        self.asked, self.unit = asked, unit
        _take_keys_within(asked)
        number = f"Câu {asked.number}" if asked.number else "Câu không đánh số"
        self.draft = Draft(f"{number} ({unit} {asked.line.number})" if asked.line.number else number)
        self.draft.kind, self.draft.topic = asked.kind, asked.topic
        self.options, self.places = in_order(asked) if asked.options else ([], [])
        asked.options = self.options
        self.signals = self._signals()

    def _signals(self) -> Signals:
        """Reading the signs takes those that are text off the options."""
        texts = self._choices()
        signals = signals_of(self.asked, texts, self.places)
        for twin in self.asked.twins:
            if len(twin.options) == len(self.options):
                twin.options = in_order(twin)[0]
                _add_signals(signals, signals_of(twin, texts, self.places))
                self.asked.explanation = self.asked.explanation or twin.explanation
        self.draft.choices = self._choices()
        return signals

    def _choices(self) -> list[str]:
        choices = [""] * (self.places[-1] + 1 if self.places else 0)
        for option, place in zip(self.options, self.places, strict=True):
            choices[place] = joined(option.lines) or _name_of_picture(option, place)
        return choices

    def finished(self, senseless: set[str]) -> Draft:
        asked, draft = self.asked, self.draft
        if draft.choices:
            self._choose(senseless)
        else:
            self._answer()
        self._level()
        draft.stem = joined(asked.stem)
        draft.explanation = joined(_without_echo(asked.explanation, draft.choices))
        draft.sources = asked.sources
        for line in asked.line.remarks if not asked.stem else []:
            draft.note("stem", line)
        self._remarks()
        self._pictures()
        for field, text in asked.notes:
            draft.note(field, text)
        for field, why in asked.doubts:
            draft.ask(field, why)
        self._cells()
        return draft

    def _choose(self, senseless: set[str]) -> None:
        signals, draft = self.signals, self.draft
        signals.found = {name: places for name, places in signals.found.items() if name not in senseless}
        signals.doubts = [
            doubt for doubt in signals.doubts if not any(doubt.startswith(_doubt_name(name)) for name in senseless)
        ]
        if len(self.options) == 1:
            draft.ask("choices", f"chỉ thấy phương án {self.options[0].letter}, không thấy các phương án khác")
            return
        right, why = agreed(signals)
        draft.key = ", ".join(letter_of(place) for place in sorted(right))
        if why:
            draft.ask("key", why)
        elif signals.truths:
            draft.kind = "multiple_choice"
            draft.note("kind", "câu có nhiều nhận định đúng, sai; đã đọc thành câu chọn những nhận định đúng.")
            if not right:
                draft.ask("key", "không nhận định nào đúng")
        elif any(SEVERAL.search(line.text) for line in self.asked.stem):
            draft.kind = "multiple_choice"

    def _answer(self) -> None:
        """Without options: a statement that is true or false, a short answer, or nothing yet."""
        asked, draft = self.asked, self.draft
        truth = truth_of(asked)
        if truth and not asked.doubts:
            draft.key = truth
            return
        told = list(dict.fromkeys(cleaned(told.text) for told in asked.told))
        answer = asked.answer or (told[0] if len(told) == 1 else "")
        if len(told) > 1:
            draft.ask("key", f"có nhiều đáp án khác nhau: {'; '.join(told)[:200]}")
        if len(answer) == 1 and answer.isalpha():
            draft.key = answer.upper()
        elif answer and draft.kind != "essay":
            draft.kind = "numeric" if NUMBER.fullmatch(answer) else "short_text"
            draft.choices = [answer]

    def _level(self) -> None:
        """ "[NB]" at the beginning or the end of the question, beside what was said behind its number."""
        lines = [line for line in self.asked.stem if line.text]
        for line in {id(line): line for line in (lines[:1] + lines[-1:])}.values():
            while found := EDGE_NOTE.search(line.text):
                note = found[1] or found[2]
                if not (level_in(note) or POINTS.fullmatch(note)):
                    break
                self.asked.level = level_in(note) or self.asked.level
                place = next(place for place, each in enumerate(self.asked.stem) if each is line)
                shorter = line.part(found.end()) if found[1] else line.part(0, found.start())
                self.asked.stem[place] = line = shorter
        self.draft.difficulty = self.asked.level

    def _remarks(self) -> None:
        for line in self.asked.stem:
            for remark in line.remarks:
                self.draft.note("stem", remark)
        for option, place in zip(self.options, self.places, strict=True):
            for remark in (remark for line in option.lines for remark in line.remarks):
                self.draft.note(f"choice_{place}", remark)

    def _pictures(self) -> None:
        asked = self.asked
        found = list(pictures_of(asked.stem, "stem"))
        for option, place in zip(self.options, self.places, strict=True):
            found += pictures_of(option.lines, f"choice_{place}")
        self.draft.pictures = [*found, *pictures_of(asked.explanation, "explanation")]
        for picture in self.draft.pictures:
            if not picture.data:
                self.draft.note(picture.at, picture.name)
        self.draft.pictures = [picture for picture in self.draft.pictures if picture.data]

    def _cells(self) -> None:
        at = self.asked.places
        self.draft.cells = {field: self._cell(name, at.get(field, 0)) for field, name in CELLS.items()}
        lines = [option.lines[0].number for option in self.options]
        for place, line in zip(self.places, lines, strict=True):
            self.draft.cells[f"choice_{place}"] = self._cell(f"phương án {letter_of(place)}", line)
        for place in range(len(self.draft.choices)):
            self.draft.cells.setdefault(f"choice_{place}", f"phương án {letter_of(place)}")

    def _cell(self, name: str, line: int) -> str:
        return f"{name} ({self.unit} {line})" if line else name


def _doubt_name(name: str) -> str:
    return {"underline": "gạch chân", "highlight": "tô nền", "colour": "chữ màu", "bold": "chữ đậm"}[name]


def _take_keys_within(asked: Asked) -> None:
    """ "(Đáp án: B)" inside the question or behind its last option."""
    from question_bank.readers.paper_asked import Told

    lines = asked.stem, *(option.lines for option in asked.options[-1:])
    for group in lines:
        for place, line in enumerate(group):
            rest, key = without_key_within(line)
            if key:
                group[place] = rest
                asked.told.append(Told("dòng đáp án", key))


def _add_signals(signals: Signals, more: Signals) -> None:
    signals.doubts += [doubt for doubt in more.doubts if doubt not in signals.doubts]
    signals.truths = signals.truths or more.truths
    for name, places in more.found.items():
        known = signals.found.setdefault(name, places)
        if known != places:
            signals.found[f"{name} ở lần thứ hai"] = places


def _name_of_picture(option: Option, place: int) -> str:
    pictures = [picture for line in option.lines for _, picture in line.pictures if picture.data]
    return (pictures[0].alt.strip()[:200] or f"Hình {place + 1}") if pictures else ""


def _without_echo(explanation: list[Line], choices: list[str]) -> list[Line]:
    """ "Đáp án: B. Kinh tế số" only says the option again."""
    if not explanation or len(explanation[0].text) > 1_000:
        return explanation
    said = same_reading(explanation[0].text).rstrip(". ;")
    again = {same_reading(choice).rstrip(". ;") for choice in choices}
    return explanation[1:] if said in again else explanation
