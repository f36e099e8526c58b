"""A registration form as it was filled in: each field read as it was meant, or refused in a sentence there. Pure."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from question_bank.text import fold
from quiz.contests.conditions import age_problem
from quiz.contests.contest_rules import ContestRules
from quiz.contests.eligibility import asked_birth, asked_phone, asked_position
from quiz.contests.roster.cells import UnreadableCell, born_in, name_in, phone_in, position_in
from quiz.language import gettext as _
from quiz.people.directory import Directory, Place
from quiz.refusals import Problems
from quiz.tokens import new_secret

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,24}")
IDENTITY_DIGITS = (9, 12)
TOKEN_LEAST = 16


@dataclass(frozen=True)
class Typed:
    """As it came, every field a text."""

    name: str = ""
    birth: str = ""
    phone: str = ""
    email: str = ""
    unit: str = ""
    position: str = ""
    consent: str = ""
    declared: str = ""
    division: str = ""
    form: str = ""
    """The name that the page gave this form, so that it counts once however often it is sent."""


@dataclass(frozen=True)
class Filled:
    """As it was meant. A place is None only where the rules do not insist on a unit."""

    name: str
    born: date | None
    phone: str | None
    email: str
    place: Place | None
    position: str
    form: str
    division: str = ""
    """The id of one, as it came: whether there is a choice, the database says."""

    def digest(self, contest_id: str) -> str:
        """Of the form and of what stands in it: a form filled in anew for somebody else is another one."""
        told = (
            contest_id,
            self.form,
            fold(self.name),
            str(self.born),
            self.phone or "",
            str(self.place and self.place.id),
        )
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def read(rules: ContestRules, directory: Directory, typed: Typed, today: date) -> Filled:
    """Raises Invalid with everything that is wrong at once."""
    problems = Problems()
    for field in ("name", "birth", "phone", "position"):
        if looks_like_identity_number(field, getattr(typed, field)):
            problems[field] = _(
                "Đây có vẻ là số căn cước. Cuộc thi không thu thập số này, nên ô đã được xóa trống. {what}"
            ).format(what=_WANTED[field]())
    filled = Filled(
        name=_name(typed, problems), born=_born(rules, typed, today, problems), phone=_phone(rules, typed, problems),
        email=_email(rules, typed, problems), place=_place(rules, directory, typed, problems),
        position=_position(rules, typed, problems),
        form=typed.form if len(typed.form) >= TOKEN_LEAST else new_secret(), division=typed.division,
    )  # fmt: skip
    if not typed.consent:
        problems["consent"] = _("Cần sự đồng ý của bạn thì ban tổ chức mới được giữ các thông tin trên.")
    if not typed.declared:
        problems["declared"] = _("Hãy đánh dấu ô này nếu bạn cam đoan như vậy.")
    problems.refuse()
    return filled


def looks_like_identity_number(field: str, text: str) -> bool:
    """Nine or twelve digits, where nothing of that length belongs. A phone may have lost its zero in front."""
    digits = re.sub(r"[\s.\-]", "", text)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in IDENTITY_DIGITS:
        return False
    if field == "phone":
        try:
            return not phone_in(text)[0]
        except UnreadableCell:
            return True
    return True


_WANTED = {
    "name": lambda: _("Hãy ghi họ và tên."),
    "birth": lambda: _("Hãy ghi ngày sinh, ví dụ 26/03/2001."),
    "phone": lambda: _("Hãy ghi số điện thoại, gồm mười chữ số."),
    "position": lambda: _("Hãy ghi chức vụ, ví dụ Bí thư."),
}


def _name(typed: Typed, problems: Problems) -> str:
    try:
        name = name_in(typed.name)
    except UnreadableCell as why:
        problems.setdefault("name", _("Hãy ghi họ và tên.") if not typed.name.strip() else str(why))
        return ""
    if " " not in name:
        problems.setdefault("name", _("Hãy ghi đủ họ và tên, như trong giấy khai sinh."))
    return name


def _born(rules: ContestRules, typed: Typed, today: date, problems: Problems) -> date | None:
    asked = asked_birth(rules.registration, rules.eligibility)
    if asked == "off":
        return None
    try:
        born = born_in(typed.birth, today)
    except UnreadableCell as why:
        problems.setdefault("birth", str(why))
        return None
    if born.on is None and (born.year is not None or asked == "required"):
        problems.setdefault("birth", _("Hãy ghi đủ ngày, tháng, năm sinh, ví dụ 26/03/2001."))
    elif born.on is not None and (problem := age_problem(rules.eligibility, born.on, today)):
        problems.setdefault("birth", problem)
    return born.on


def _phone(rules: ContestRules, typed: Typed, problems: Problems) -> str | None:
    asked = asked_phone(rules.registration)
    if asked == "off":
        return None
    try:
        phone, _note = phone_in(typed.phone)
    except UnreadableCell:
        problems.setdefault("phone", _("Số điện thoại gồm mười chữ số, bắt đầu bằng số 0. Hãy xem lại."))
        return None
    if not phone and asked == "required":
        problems.setdefault("phone", _("Hãy ghi số điện thoại: quên mã thì lấy lại bằng số này."))
    return phone or None


def _email(rules: ContestRules, typed: Typed, problems: Problems) -> str:
    if rules.registration.verify != "email":
        return ""
    email = typed.email.strip()
    if not EMAIL.fullmatch(email):
        problems["email"] = _("Hãy ghi địa chỉ thư điện tử để nhận mã xác nhận, ví dụ lan@example.vn.")
    return email


def _place(rules: ContestRules, directory: Directory, typed: Typed, problems: Problems) -> Place | None:
    asked = rules.registration.unit
    if asked == "off":
        return None
    place = directory.named(typed.unit) if typed.unit else None
    if typed.unit and place is None:
        problems["unit"] = _("Đơn vị này không thuộc phạm vi cuộc thi. Hãy tìm và chọn lại.")
    elif place is None and asked == "required":
        problems["unit"] = _("Hãy tìm và chọn đơn vị của bạn.")
    return place


def _position(rules: ContestRules, typed: Typed, problems: Problems) -> str:
    asked = asked_position(rules.registration, rules.eligibility)
    if asked == "off":
        return ""
    try:
        position = position_in(typed.position)
    except UnreadableCell as why:
        problems.setdefault("position", str(why))
        return ""
    if not position and asked == "required":
        problems.setdefault("position", _("Hãy ghi chức vụ của bạn, ví dụ Bí thư."))
    return position
