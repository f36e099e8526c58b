"""What this paper's numbers mean: the same "1." begins a question in one and a list or a heading in another. Pure."""

from collections import Counter

from question_bank.readers.paper_answers import after
from question_bank.readers.paper_asked import Asked
from question_bank.readers.paper_pieces import Piece

OPTIONS_MIN = 2
NEAR = 40  # pieces that are looked at ahead


class Habits:
    """Surveyed once, before any piece is judged."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        numbers = [piece for piece in pieces if piece.kind == "number"]
        self.with_options = Counter(piece.style for piece in numbers if piece.ahead >= OPTIONS_MIN)
        self.strong = any(piece.style == "câu" for piece in numbers)
        self.any_options = any(piece.kind == "option" for piece in pieces)
        self.first = next((piece.line.number for piece in numbers), 0)
        levels = [piece for piece in pieces if piece.kind == "level" and not piece.style]
        topics = [piece for piece in pieces if piece.kind == "heading" and piece.sign == "topic"]
        self.levels_behind, self.topics_behind = self._stand_behind(levels), self._stand_behind(topics)

    def _stand_behind(self, said: list[Piece]) -> bool:
        """Does nearly every question say this of itself, behind its options?"""
        return len(said) * 2 > sum(self.with_options.values()) and bool(said) and self.first < said[0].line.number

    def following(self, place: int) -> Piece | None:
        return self.pieces[place + 1] if place + 1 < len(self.pieces) else None

    def begins_question(self, piece: Piece, place: int, asked: Asked | None) -> bool:
        """`asked` is the question that is open before it."""
        if piece.style == "câu":
            return True
        if piece.style in ("câu?", "1 "):  # many a line of prose begins so
            follows = asked is None or (asked.complete() and (not asked.number or after(asked.number, piece.sign)))
            return piece.ahead >= OPTIONS_MIN and follows
        if piece.style == "bài":
            return not self.strong and (piece.ahead >= OPTIONS_MIN or piece.keyed)
        if piece.style.startswith("I"):
            return self._roman_begins(piece, place)
        if asked and not asked.complete():
            return self._digit_begins_within(piece, asked)
        return piece.ahead >= OPTIONS_MIN or (not self.strong and self._digit_begins(piece, place, asked))

    def may_leave_answers(self, piece: Piece) -> bool:
        """Among the answers: a number with options behind it is a question of another section."""
        return piece.ahead >= OPTIONS_MIN and (piece.style == "câu" or self.with_options[piece.style] > 0)

    def _roman_begins(self, piece: Piece, place: int) -> bool:
        if piece.line.text.isupper() or (self.strong and not piece.ahead):
            return False
        if piece.ahead >= OPTIONS_MIN:
            return all(style.startswith("I") for style in self.with_options)
        return not self.any_options and self._list_length(place) >= OPTIONS_MIN

    def _digit_begins_within(self, piece: Piece, asked: Asked) -> bool:
        """A question is open that has no options yet: the number may be an item of it."""
        if is_item(asked, piece):
            return False
        follows = after(asked.number, piece.sign)
        if piece.ahead >= OPTIONS_MIN:
            return follows or asked.style != "câu"
        return follows and not self.strong and piece.style == asked.style

    def _digit_begins(self, piece: Piece, place: int, asked: Asked | None) -> bool:
        """Without options of its own, in a paper that never writes "Câu"."""
        if piece.keyed or self._list_length(place) >= OPTIONS_MIN:
            return asked is None or asked.style == piece.style or not piece.sign.isdigit()
        if asked is None:
            return self._goes_on(piece, place)
        return asked.style == piece.style and after(asked.number, piece.sign)

    def _list_length(self, place: int) -> int:
        """How many items count 1, 2, 3 … behind this number, none of them a question itself."""
        length = 0
        for piece in self.pieces[place + 1 : place + NEAR]:
            if piece.kind == "number" and piece.sign == str(length + 1):
                if piece.line.text.endswith("?") or (piece.keyed and piece.ahead):
                    return 0
                length += 1
            elif piece.kind != "text":
                break
        return length

    def _goes_on(self, piece: Piece, place: int) -> bool:
        """Does the next number of this kind count on from this one, in a paper without any options?"""
        if self.any_options:
            return False
        near = (other for other in self.pieces[place + 1 : place + NEAR] if other.kind == "number")
        return any(other.style == piece.style and after(piece.sign, other.sign) for other in near)

    def stands_as_heading(self, piece: Piece, place: int, asked: Asked) -> bool:
        """A number that begins no question, behind one that is complete: "2. ĐỀ SỐ 2"."""
        if piece.style.startswith("I") or piece.line.text.isupper():
            return True
        following = self.following(place)
        return following is not None and following.kind in ("number", "heading") and asked.state == "options"

    def begins_answers(self, place: int, asked: Asked | None, *, any_questions: bool) -> bool:
        """Is "Đáp án" alone on its line the heading of all answers, or that of one question?"""
        following = self.following(place)
        if following is None or following.kind in ("list", "heading"):
            return following is not None and any_questions
        if following.kind != "number" or following.ahead >= OPTIONS_MIN:
            return following.kind == "answers"
        return asked is None or not after(asked.number, following.sign)


def is_item(asked: Asked, piece: Piece) -> bool:
    """The next of a list within the question."""
    count = len(asked.items)
    if piece.sign.rpartition(".")[2] != str(count + 1) or (count and asked.item_style != piece.style):
        return False
    return count > 0 or not (asked.style == piece.style and after(asked.number, piece.sign))
