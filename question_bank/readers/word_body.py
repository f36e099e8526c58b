"""The body of a Word file, walked element by element as the parser meets them: lines and tables come out.

There is no tree and no recursion, so depth costs nothing. Changes count as accepted: what was inserted is there, what
was deleted or moved away is not.
"""

from dataclasses import dataclass, field
from typing import Any

from question_bank.readers.old_letters import VNI_MARKS, OldLetters
from question_bank.readers.paper_line import plain_spaces
from question_bank.readers.paper_tables import Item, Table
from question_bank.readers.word_math import Formula
from question_bank.readers.word_names import short
from question_bank.readers.word_paragraph import Paragraph
from question_bank.readers.word_styles import BULLET_BOXES, Numbering, Props, Styles, signs_of, value_in, whole
from question_bank.text import UNSEEN

SKIPPED = {
    "w:del", "w:moveFrom", "w:rPrChange", "w:pPrChange", "w:sectPrChange", "w:tblPrChange", "w:tcPrChange",
    "w:trPrChange", "w:tblGridChange", "w:numberingChange", "w:instrText", "w:delText", "w:delInstrText", "w:rt",
    "mc:Fallback", "w:sectPr", "w:tblPr", "w:tblGrid", "m:ctrlPr",
}  # fmt: skip
BREAKS = {"w:br": "\n", "w:cr": "\n", "w:tab": "\t", "w:ptab": "\t", "w:noBreakHyphen": "-", "w:softHyphen": "\u00ad"}
NOTES_MAX = 300


@dataclass(slots=True)
class Frame:
    """Where lines go: the body, a cell, a text box."""

    items: list[Item] = field(default_factory=list)
    paragraph: Paragraph | None = None
    joining: Paragraph | None = None
    boxes: list[Item] = field(default_factory=list)  # text boxes of the paragraph, which come after it
    run: Props = field(default_factory=dict)
    run_style: str = ""
    signs: frozenset[str] = frozenset()


class Body:
    """A target for the parser; `pictures` gives the picture of a relationship, `notes` the texts of footnotes."""

    def __init__(
        self, styles: Styles, numbering: Numbering, pictures: Any, notes: dict[str, str], letters: OldLetters
    ) -> None:
        self.styles, self.numbering, self.letters = styles, numbering, letters
        self.pictures, self.notes = pictures, notes
        self.frames = [Frame()]
        self.tables: list[tuple[Table, bool]] = []  # open ones, and whether the open row was deleted
        self.names: list[str] = []
        self.skipping = 0
        self.reading = ""  # the element whose text is read: "w:t", "m:t"
        self.formula: Formula | None = None
        self.alt = ""
        self.placeholder = False
        self.count = 0
        self.boxes = 0
        self.comments = 0
        self.unread = 0  # other documents within it, diagrams
        self.starts = {
            "w:p": self._start_paragraph, "w:r": self._start_run, "w:tbl": self._start_table, "w:tr": self._start_row,
            "w:tc": self._start_cell, "w:txbxContent": self._start_box, "w:pStyle": self._style,
            "w:numId": self._number, "w:ilvl": self._level, "w:rStyle": self._run_style, "w:gridSpan": self._span,
            "w:sym": self._symbol,
            "a:blip": self._blip, "v:imagedata": self._vml, "wp:docPr": self._alt, "w:footnoteReference": self._note,
            "w:endnoteReference": self._note, "w:commentReference": self._comment, "w:checked": self._checked,
            "w:default": self._checked, "w:showingPlcHdr": self._placeholder, "o:OLEObject": self._embedded,
            "w:altChunk": self._unread, "w:subDoc": self._unread, "dgm:relIds": self._unread,
            "m:oMath": self._start_formula, "w:del": self._deleted, "w:moveFrom": self._deleted,
        }  # fmt: skip
        self.ends = {
            "w:p": self._end_paragraph, "w:tbl": self._end_table, "w:tr": self._end_row, "w:tc": self._end_cell,
            "w:txbxContent": self._end_box, "m:oMath": self._end_formula,
        }  # fmt: skip

    # What the parser calls

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.skipping:
            self.skipping += 1
            return
        name = short(tag)
        parent = self.names[-1] if self.names else ""
        if name in SKIPPED and not (name in ("w:del", "w:moveFrom") and parent in ("w:rPr", "w:trPr")):
            self.skipping = 1
            return
        if name == "w:sdtContent" and self.placeholder:
            self.skipping, self.placeholder = 1, False
            return
        self.names.append(name)
        if self.formula is not None:
            self.formula.start(name)
        if parent == "w:rPr":
            self._property(name, attributes)
        elif name in BREAKS and parent == "w:r":
            self._add(BREAKS[name])
        elif name == "w:t" or name == "m:t":
            self.reading = name
        elif name == "w:shd":
            self._shade(parent, attributes)
        if act := self.starts.get(name):
            act({key.rpartition("}")[2]: value for key, value in attributes.items()} if attributes else attributes)

    def end(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        name = self.names.pop()
        if name in ("w:t", "m:t"):
            self.reading = ""
        if act := self.ends.get(name):
            act()
        if self.formula is not None and name != "m:oMath":
            self.formula.end()

    def data(self, text: str) -> None:
        if not self.reading or self.skipping:
            return
        if self.formula is not None:
            self.formula.text(text)
        else:
            self._add(text)

    def close(self) -> list[Item]:
        return self.frames[0].items

    # Letters

    def _start_run(self, said: dict[str, str]) -> None:
        frame = self.frames[-1]
        frame.run, frame.run_style = {}, ""

    def _property(self, name: str, attributes: dict[str, str]) -> None:
        """Of a run; those of a paragraph's end tell nothing but that it was deleted."""
        frame = self.frames[-1]
        if "w:pPr" in self.names[-3:]:
            if name == "w:del" and frame.paragraph:
                frame.paragraph.joins = True
            return
        said = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        frame.run[name[2:]] = value_in(name, said)

    def _run_style(self, said: dict[str, str]) -> None:
        self.frames[-1].run_style = said.get("val", "")

    def _add(self, text: str) -> None:
        frame = self.frames[-1]
        paragraph = frame.paragraph
        if paragraph is None:
            return
        look = self.styles.resolved(paragraph.style, frame.run_style, frame.run)
        text = self._in_unicode(paragraph, text, look.font)
        text = UNSEEN.sub("", plain_spaces(text))
        paragraph.runs.append((text, look.signs, look.hidden))
        paragraph.length += 0 if look.hidden else len(text)

    def _in_unicode(self, paragraph: Paragraph, text: str, font: str) -> str:
        """What VNI writes behind a letter may stand in a run of its own."""
        if text[:1] in VNI_MARKS and paragraph.runs and (before := paragraph.runs[-1])[0]:
            last, text = self.letters.rejoined(before[0][-1], text, font)
            paragraph.runs[-1] = (before[0][:-1] + last, *before[1:])
        return self.letters.rewritten(text, font)

    def _symbol(self, said: dict[str, str]) -> None:
        code = (
            whole(str(int(said["char"], 16)))
            if said.get("char", "").isalnum() and len(said["char"]) <= 6 and _is_hex(said["char"])
            else 0
        )
        letter = chr(code if code >= 0xF000 else code + 0xF000) if 0 < code < 0xF900 else ""
        self._add(BULLET_BOXES.get(letter, "→" if letter in ("\uf0e0", "\uf0e8", "\uf0f0") else ""))

    def _checked(self, said: dict[str, str]) -> None:
        """The boxes of old forms are no text; a newer one carries its sign as text."""
        if self.names[-2:-1] == ["w:checkBox"]:
            checked = said.get("val", "1") not in ("0", "false")
            paragraph = self.frames[-1].paragraph
            if self.names[-1] == "w:checked" and paragraph and paragraph.runs and paragraph.runs[-1][0] in ("☐", "☒"):
                paragraph.runs.pop()
                paragraph.length -= 1
            self._add("☒" if checked else "☐")

    def _placeholder(self, said: dict[str, str]) -> None:
        """ "Click here to enter text." is nobody's text."""
        self.placeholder = True

    # Paragraphs

    def _start_paragraph(self, said: dict[str, str]) -> None:
        frame = self.frames[-1]
        self.count += 1
        if frame.joining is not None:
            frame.paragraph, frame.joining = frame.joining, None
            frame.paragraph.joins = False
        else:
            frame.paragraph = Paragraph(self.count, signs=frame.signs)

    def _style(self, said: dict[str, str]) -> None:
        if (paragraph := self.frames[-1].paragraph) and not paragraph.runs:
            paragraph.style = said.get("val", "")

    def _number(self, said: dict[str, str]) -> None:
        if paragraph := self.frames[-1].paragraph:
            paragraph.listed = said.get("val", "")

    def _level(self, said: dict[str, str]) -> None:
        if paragraph := self.frames[-1].paragraph:
            paragraph.level = said.get("val", "")

    def _shade(self, parent: str, attributes: dict[str, str]) -> None:
        fill = next((value for key, value in attributes.items() if key.endswith("}fill")), "auto")
        signs = frozenset(signs_of({"shd": fill}))
        frame = self.frames[-1]
        if parent == "w:pPr" and frame.paragraph:
            frame.paragraph.signs |= signs
        elif parent == "w:tcPr":
            frame.signs |= signs

    def _end_paragraph(self) -> None:
        frame = self.frames[-1]
        paragraph = frame.paragraph
        frame.paragraph = None
        if paragraph is None:
            return
        if paragraph.joins:
            frame.joining = paragraph
        else:
            heading = self.styles.is_heading(paragraph.style)
            frame.items += paragraph.lines(self._label(paragraph), heading=heading)
        frame.items += frame.boxes
        frame.boxes = []

    def _label(self, paragraph: Paragraph) -> str:
        id, level = paragraph.listed, paragraph.level
        if not id:
            id, level_of_style = self.styles.numbering(paragraph.style)
            level = level or level_of_style or str(self.numbering.linked.get(paragraph.style, 0))
        return self.numbering.label(id, whole(level)) if id and id != "0" else ""

    # Tables

    def _start_table(self, said: dict[str, str]) -> None:
        self.tables.append((Table(), False))

    def _start_row(self, said: dict[str, str]) -> None:
        if self.tables:
            self.tables[-1] = (self.tables[-1][0], False)
            self.tables[-1][0].rows.append([])

    def _deleted(self, said: dict[str, str]) -> None:
        if self.names[-2:-1] == ["w:trPr"] and self.tables:
            self.tables[-1] = (self.tables[-1][0], True)

    def _start_cell(self, said: dict[str, str]) -> None:
        self.frames.append(Frame())

    def _span(self, said: dict[str, str]) -> None:
        """A cell over several columns keeps the next ones in their columns."""
        if self.tables and self.tables[-1][0].rows:
            self.tables[-1][0].rows[-1] += [[] for _ in range(min(whole(said.get("val", "1"), 1), 60) - 1)]

    def _end_cell(self) -> None:
        cell = self.frames.pop()
        if not self.tables or not self.tables[-1][0].rows:
            self.frames[-1].items += cell.items
            return
        row = self.tables[-1][0].rows[-1]
        spanned = next((place for place in range(len(row), 0, -1) if row[place - 1]), 0)
        row.insert(spanned if not row or not row[-1] else len(row), cell.items)

    def _end_row(self) -> None:
        if self.tables and self.tables[-1][1]:
            self.tables[-1][0].rows.pop()

    def _end_table(self) -> None:
        if self.tables:
            self.frames[-1].items.append(self.tables.pop()[0])

    def _start_box(self, said: dict[str, str]) -> None:
        self.boxes += 1
        self.frames.append(Frame())

    def _end_box(self) -> None:
        items = self.frames.pop().items
        self.frames[-1].boxes += items

    # What is no text

    def _alt(self, said: dict[str, str]) -> None:
        self.alt = said.get("descr", "")

    def _blip(self, said: dict[str, str]) -> None:
        self._picture(said.get("embed", "") or said.get("link", ""))

    def _vml(self, said: dict[str, str]) -> None:
        self._picture(said.get("id", "") or said.get("href", ""))

    def _picture(self, id: str) -> None:
        paragraph = self.frames[-1].paragraph
        if paragraph is None:
            return
        picture, remark = self.pictures(id, self.alt)
        self.alt = ""
        if picture:
            paragraph.pictures.append((paragraph.length, picture))
        if remark:
            paragraph.remarks.append(remark)

    def _embedded(self, said: dict[str, str]) -> None:
        if paragraph := self.frames[-1].paragraph:
            formula = "equation" in said.get("ProgID", "").lower() or "mathtype" in said.get("ProgID", "").lower()
            paragraph.remarks.append(
                "có công thức chỉ còn là ảnh; hãy xem lại." if formula else "có đối tượng nhúng không được đọc."
            )

    def _note(self, said: dict[str, str]) -> None:
        text = self.notes.get(f"{self.names[-1]} {said.get('id', '')}", "")
        if text and (paragraph := self.frames[-1].paragraph):
            paragraph.remarks.append(f"chú thích “{text[:NOTES_MAX]}” không được đưa vào câu.")

    def _comment(self, said: dict[str, str]) -> None:
        self.comments += 1

    def _unread(self, said: dict[str, str]) -> None:
        self.unread += 1

    def _start_formula(self, said: dict[str, str]) -> None:
        if self.formula is None:
            self.formula = Formula()

    def _end_formula(self) -> None:
        if self.formula is None or "m:oMath" in self.names:
            return
        text, self.formula = self.formula.whole(), None
        self._add(text)
        if paragraph := self.frames[-1].paragraph:
            paragraph.remarks.append(f"có công thức, đã viết thành “{text[:80]}”; hãy xem lại.")


def _is_hex(text: str) -> bool:
    return all(letter in "0123456789abcdefABCDEF" for letter in text)
