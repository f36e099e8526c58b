"""Rankings of units in words: the arithmetic of each figure, and what puts one above the next. Pure, from the table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quiz.contests.articles.examples import shown
from quiz.contests.articles.scoring import unit_name
from quiz.contests.prizes import GRADES
from quiz.contests.unit_ranking import UnitRanking
from quiz.in_words import day, number
from quiz.language import gettext as _
from quiz.language import ngettext
from quiz.people.head_count import Heads
from quiz.standings.points import unscaled
from quiz.standings.unit_rankings import UnitGroup, UnitRow, UnitTable, share_of, worth_of

PAGE = 100
NAMED = 3
"""So many with the same place are named; of more, how many there are."""
TERMS = 12
"""So many terms of a sum are written out."""


@dataclass(frozen=True)
class UnitPage:
    """A page of a table: its rows in their classes, and on the last those without a place."""

    groups: Sequence[tuple[str, Sequence[UnitRow]]]
    unranked: Sequence[UnitRow]
    number: int
    pages: int
    why: dict[int, list[str]]


def unit_page(table: UnitTable, page: int = 1) -> UnitPage:
    everybody = [(place, row) for place, group in enumerate(table.groups) for row in group.rows]
    everybody += [(len(table.groups), row) for row in table.unranked]
    pages = max(1, -(-len(everybody) // PAGE))
    page = min(max(1, page), pages)
    some = everybody[(page - 1) * PAGE : page * PAGE]
    sections = [[row for place, row in some if place == section] for section in range(len(table.groups) + 1)]
    why = {row.facts.unit_id: why_there(table, table.groups[place], row) for place, row in some if row.why is None}
    why |= {row.facts.unit_id: [*_heads_told(row.facts.heads)] for row in sections[-1]}
    groups = [(group.name, rows) for group, rows in zip(table.groups, sections, strict=False) if rows]
    return UnitPage(groups, sections[-1], page, pages, why)


def name_of(table: UnitTable) -> str:
    return called(table.rules)


def called(ranking: UnitRanking) -> str:
    return unit_name(ranking)


def column_of(table: UnitTable) -> str:
    """What the figure is called that decides."""
    return {
        "people": _("Số thí sinh"), "ratio": _("Tỷ lệ dự thi"), "average_best_k": _("Điểm trung bình"),
        "prizes": _("Số giải"), "composite": _("Điểm tập thể"), "entered": _("Kết quả ghi"),
    }[table.rules.measure]  # fmt: skip


def value_told(table: UnitTable, value: Fraction) -> str:
    return _percent(value) if table.rules.measure == "ratio" else shown(value)


def why_there(table: UnitTable, group: UnitGroup, row: UnitRow) -> list[str]:
    """How its figure was found; then the nearest above, those with the same place, and the nearest below."""
    rows = group.rows
    told = list(arithmetic(table, row))
    first = next(index for index, other in enumerate(rows) if other.place == row.place)
    after = next((index for index in range(first, len(rows)) if rows[index].place != row.place), len(rows))
    if first:
        above = rows[first - 1]
        why = {"who": above.facts.name, "why": _apart(table, above, row)}
        told.append(_("%(who)s đứng trên: %(why)s.") % why)
    equals = [other.facts.name for other in rows[first:after] if other.facts.unit_id != row.facts.unit_id]
    if len(equals) > NAMED:
        count = {"count": len(equals)}
        told.append(ngettext("Đồng hạng với %(count)s đơn vị khác.", "Đồng hạng với %(count)s đơn vị khác.",
                             len(equals)) % count)  # fmt: skip
    elif equals:
        told.append(_("Đồng hạng với %(who)s.") % {"who": ", ".join(equals)})
    if after < len(rows):
        why = {"who": rows[after].facts.name, "why": _apart(table, row, rows[after])}
        told.append(_("Đứng trên %(who)s: %(why)s.") % why)
    return told


def why_unranked(table: UnitTable, row: UnitRow) -> str:
    """In a few words."""
    match row.why:
        case "nobody":
            return _("chưa có thí sinh nào nộp bài")
        case "no_heads":
            return _("chưa có số đoàn viên tính đến ngày %(day)s") % {"day": day(table.counted.day)}
        case "few_heads":
            least = {"least": number(table.rules.min_heads or 0)}
            return _("ít hơn %(least)s đoàn viên") % least
        case "no_class":
            return _("không thuộc nhóm nào theo số đoàn viên")
        case "no_score" if table.rules.measure == "entered":
            return _("chưa có trong danh sách của ban tổ chức")
        case "no_score":
            return _("không có thí sinh nào được xếp hạng")
        case "no_prize":
            return _("chưa có giải nào")
        case None:
            return ""


def people_told(row: UnitRow) -> str:
    """Thí sinh and lượt thi, never one for the other."""
    facts = row.facts
    people = ngettext("%(num)s thí sinh", "%(num)s thí sinh", facts.people) % {"num": number(facts.people)}
    attempts = ngettext("%(num)s lượt thi", "%(num)s lượt thi", facts.attempts) % {"num": number(facts.attempts)}
    told = f"{people}, {attempts}"
    if not facts.beside:
        return told
    beside = ngettext(
        "trong đó %(num)s người thi ngoài xếp hạng", "trong đó %(num)s người thi ngoài xếp hạng", facts.beside
    )
    return f"{told}; {beside % {'num': number(facts.beside)}}"


def arithmetic(table: UnitTable, row: UnitRow) -> Iterator[str]:
    """The figure with its numbers, in sentences."""
    yield f"{people_told(row)}."
    yield from _heads_told(row.facts.heads)
    match table.rules.measure:
        case "people":
            if table.rules.mean_of_legs:
                yield _mean_told(
                    table, [number(people) for people in row.facts.by_leg], shown(row.value or Fraction(0))
                )
        case "ratio":
            yield from _ratio_told(table, row)
        case "average_best_k":
            yield _average_told(table, row)
        case "prizes":
            yield _prizes_told(row)
        case "entered":
            told = _("%(basis)s: %(value)s, theo danh sách của ban tổ chức.")
            yield told % {"basis": table.rules.basis, "value": shown(row.value or Fraction(0))}
        case "composite":
            yield from _ratio_told(table, row)
            yield _composite_told(table, row)


def _heads_told(heads: Heads | None) -> Iterator[str]:
    if heads is None:
        return
    said = {"count": number(heads.number), "day": day(heads.as_of) if heads.as_of else ""}
    told = (
        _("%(count)s đoàn viên, theo số liệu ngày %(day)s")
        if heads.as_of
        else _("%(count)s đoàn viên, theo số liệu không ghi ngày")
    ) % said
    if heads.source:
        told += f" ({heads.source})"
    if heads.gathered:
        told += "; " + ngettext(
            "cộng số của %(num)s đơn vị bên dưới", "cộng số của %(num)s đơn vị bên dưới", heads.gathered
        ) % {"num": number(heads.gathered)}  # fmt: skip
    yield f"{told}."


def _ratio_told(table: UnitTable, row: UnitRow) -> Iterator[str]:
    facts, heads = row.facts, row.facts.heads
    if heads is None or row.ratio is None:
        return
    if not table.rules.mean_of_legs:
        yield f"{_share_told(table, facts.people, heads.number)}."
        return
    for name, people in list(zip(table.counted.legs, facts.by_leg, strict=False))[:TERMS]:
        yield f"{name}: {_share_told(table, people, heads.number)}."
    shares = [_percent(share_of(table.rules, people, heads.number)) for people in facts.by_leg]
    yield _mean_told(table, shares, _percent(row.ratio))


def _share_told(table: UnitTable, people: int, heads: int) -> str:
    raw = Fraction(people, heads)
    told = f"{number(people)} ÷ {number(heads)} {_equals(_percent(raw))}"
    return told + (_(", tính 100 %") if share_of(table.rules, people, heads) < raw else "")


def _mean_told(table: UnitTable, terms: Sequence[str], mean: str) -> str:
    count = len(terms)
    summed = " + ".join(terms) if count <= TERMS else _("tổng các đợt")
    return _("Trung bình %(count)s đợt: (%(terms)s) ÷ %(count)s %(mean)s.") % {
        "count": count, "terms": summed, "mean": _equals(mean)
    }  # fmt: skip


def _average_told(table: UnitTable, row: UnitRow) -> str:
    k, best = table.rules.k or 1, row.facts.best
    terms = shown(unscaled(sum(best)))
    if 1 < len(best) <= TERMS:
        terms = f"({' + '.join(shown(unscaled(one)) for one in best)})"
    said = {
        "k": number(k),
        "count": number(len(best)),
        "terms": terms,
        "mean": _equals(shown(row.value or Fraction(0))),
    }
    if len(best) < k:
        return _("%(count)s người được xếp hạng, vẫn chia cho %(k)s: %(terms)s ÷ %(k)s %(mean)s.") % said
    return _("%(k)s người cao điểm nhất: %(terms)s ÷ %(k)s %(mean)s.") % said


def _prizes_told(row: UnitRow) -> str:
    won = [
        str(row.facts.prizes[grade]) + " " + _(name) for grade, name in GRADES.items() if row.facts.prizes.get(grade)
    ]
    count = int(row.value or 0)
    told = ngettext("%(won)s = %(num)s giải.", "%(won)s = %(num)s giải.", count)
    return told % {"won": " + ".join(won), "num": number(count)}


def _composite_told(table: UnitTable, row: UnitRow) -> str:
    """ "100 × 45 ÷ 60 + 1 × 10 (Giải Nhất) = 85." A share that is capped, or a mean, is a percentage."""
    facts, share = row.facts, _percent(row.ratio or Fraction(0))
    if facts.heads and row.ratio == Fraction(facts.people, facts.heads.number):
        share = f"{number(facts.people)} ÷ {number(facts.heads.number)}"
    terms = [f"{shown(Fraction(table.rules.participation_factor))} × {share}"]
    for grade, count, worth in worth_of(table.rules, facts.prizes):
        if count:
            terms.append(f"{count} × {shown(worth)} (" + _(GRADES[grade]) + ")")
    return f"{' + '.join(terms)} {_equals(shown(row.value or Fraction(0)))}."


def _equals(told: str) -> str:
    """With the sign before it: what is rounded has one of its own."""
    return told if told.startswith("≈") else f"= {told}"


def _apart(table: UnitTable, higher: UnitRow, lower: UnitRow) -> str:
    """Both figures; as fractions where they read alike."""
    assert higher.value is not None
    assert lower.value is not None
    one, other = value_told(table, higher.value), value_told(table, lower.value)
    if one == other:
        one, other = str(higher.value).replace("/", " ÷ "), str(lower.value).replace("/", " ÷ ")
    return _("%(more)s so với %(less)s") % {"more": one, "less": other}


def _percent(share: Fraction) -> str:
    return f"{shown(share * 100)} %"
