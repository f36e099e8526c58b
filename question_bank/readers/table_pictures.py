"""Pictures over the cells of a table, given to the questions in whose lines they lie. Pure."""

from question_bank.draft import Draft, Picture
from question_bank.readers.book import EMPTY, Cell, Line, Placed

ByLine = dict[int, list[Placed]]
NOT_FETCHED = "ảnh, phim không được lấy về từ địa chỉ trong tệp."
OWN_TEXT = ("post", "explanation")
NO_ALT = "-"


def by_line(pictures: list[Placed]) -> ByLine:
    found: ByLine = {}
    for placed in pictures:
        found.setdefault(placed.line, []).append(placed)
    return found


class Pictured:
    """The pictures of one question: for which of its texts each is, and in what words."""

    def __init__(self, draft: Draft, columns: dict[int, str], lines: list[Line], found: dict[str, Cell]) -> None:
        self.draft, self.columns, self.lines, self.found = draft, columns, lines, found

    def take(self, waiting: ByLine) -> None:
        """Those of these lines; they wait no longer."""
        guessed = 0
        for number, _ in self.lines if waiting else ():
            for placed in waiting.pop(number, ()):
                guessed += self._place(placed)
        if guessed > 1:
            self.draft.note("stem", f"{guessed} ảnh ở dòng của câu này được lấy làm ảnh của câu hỏi; hãy xem lại.")
        self._name()
        for field, cell in self.found.items():
            if field.startswith("picture_") and cell.text:
                self.draft.note("pictures", NOT_FETCHED)

    def _place(self, placed: Placed) -> bool:
        """Give it to the text of its column, or else to the question: True where that is a guess."""
        field = self.columns.get(placed.column, "")
        name, _, at = field.partition("_")
        is_ours = name == "picture"
        if not is_ours:
            at = field if field in OWN_TEXT or self._is_choice(field, placed.picture) else "stem"
        self.draft.pictures.append(Picture(**{**vars(placed.picture), "at": at}))
        return at == "stem" and not is_ours

    def _is_choice(self, field: str, picture: Picture) -> bool:
        """A picture in place of a choice's words, not one that merely reaches there."""
        if not field.startswith("choice_") or self.found.get(field, EMPTY).text:
            return False
        self.draft.unread.pop(field, None)
        self.found[field] = Cell(f"[hình: {picture.alt or picture.name}]")
        return True

    def _name(self) -> None:
        """In the words of the column beside them, a line each."""
        for at in dict.fromkeys(picture.at for picture in self.draft.pictures):
            here = [picture for picture in self.draft.pictures if picture.at == at]
            said = self.found.get(f"alt_{at}", EMPTY).text
            alts = said.split("\n") if len(here) > 1 else [" ".join(said.split())] if said else []
            for picture, alt in zip(here, alts, strict=False):
                picture.alt = "" if alt.strip() == NO_ALT else alt.strip() or picture.alt
