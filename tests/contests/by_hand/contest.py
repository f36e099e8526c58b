"""What comes of the counted attempts: places, the overall table, who goes on, prizes, units."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from tests.contests.by_hand.attempts import Counted, Line, Result, placed

GRADES = ("special", "first", "second", "third", "consolation", "secondary", "certificate")


class ByHand(Counted):
    """By the rules of the contest as they are written."""

    def board(self, leg: int, division: int | None = None) -> list[Line]:
        """Those who have a place."""
        theirs = [one for id, one in self.counted[leg].items() if id in self.ranked and self._is_in(id, division)]
        return self._placed(theirs, self.round_rules["ranking"])

    def took_part(self, leg: int) -> tuple[int, int]:
        """People and attempts, with a place or without; who was disqualified is counted nowhere."""
        tried = [one for one in self.tried[leg] if self.entries[one.entry].state != "disqualified"]
        return len({one.entry for one in tried}), len(tried)

    def of_round(self, division: int | None = None) -> list[Line]:
        """All legs together."""
        theirs = [one for one in self._sums() if one.entry in self.ranked and self._is_in(one.entry, division)]
        return self._placed(theirs, self.round_rules["ranking"])

    def overall(self) -> tuple[list[Line], dict[int, str]]:
        """The places, and why others have none."""
        table = self.rules["overall"]
        assert (table["rounds"], table["best_legs"], len(self.divisions)) == ([], None, 1)
        lines, why = [], {}
        for one in map(self._with_places, self._sums()):
            if one.entry not in self.active:
                continue
            if one.entry not in self.ranked:
                why[one.entry] = "hors_concours"
            elif table["every_leg"] and len(one.legs) < len(self.legs):
                why[one.entry] = "missing"
            elif one.kept < 10_000 * Fraction(table["min_points"] or 0):
                why[one.entry] = "floor"
            else:
                lines.append(one)
        return self._placed(lines, table["keys"]), why

    def _with_places(self, one: Result) -> Result:
        """What their place in each leg brings besides."""
        worth = self.rules["overall"].get("place_points", [])
        places = [place for leg in one.legs for place, other in self.board(leg) if other.entry == one.entry]
        bonus = sum(10_000 * Fraction(worth[place - 1]) for place in places if place <= len(worth))
        return replace(one, kept=one.kept + int(bonus)) if bonus else one

    def going(self) -> list[int]:
        """Who goes on, the best of all legs first."""
        advance, total = self.round_rules["advance"], self.of_round()
        assert (advance["ties"], advance["per_division"]) == ("all", False)
        if advance["kind"] == "none":
            return []
        if advance["kind"] == "top_n":
            return [one.entry for place, one in total if place <= advance["count"]]
        if advance["kind"] == "threshold_percent":
            return [one.entry for _, one in total if one.exact * 100 >= Fraction(advance["percent"]) * one.most]
        if advance["kind"] == "threshold_points":
            return [one.entry for _, one in total if one.exact >= Fraction(advance["total_floor"])]
        if advance["kind"] == "best_per_unit":
            of = {one.entry: self.entries[one.entry].unit_id for _, one in total}
            above = {
                one.entry: sum(of[other.entry] == of[one.entry] and at < place for at, other in total)
                for place, one in total
            }
            return [one.entry for _, one in total if above[one.entry] < advance["per_unit"]]
        assert advance["kind"] == "best_per_leg"
        first = {one.entry for leg in self.legs for place, one in self.board(leg) if place <= advance["per_leg"]}
        return [one.entry for _, one in total if one.entry in first]

    def prizes(self) -> dict[tuple[int, str], list[int]]:
        """Of each prize in each ranking who has it, the highest first. Nobody has two; the higher is kept (worth more,
        where each has a worth in money; else by its grade), of equal ones the earlier. Equals at the border share, and
        use up what is below them."""
        assert self.rules["one_prize"] == "higher"
        own = [one for one in self.rules["prizes"] if one["scope"] != "unit" and one["grade"] != "certificate"]
        in_money = all(one["worth_vnd"] is not None for one in own)
        offers = [
            ((-(prize["worth_vnd"] or 0) if in_money else 0, GRADES.index(prize["grade"])), time, index, name, lines)
            for index, prize in enumerate(self.rules["prizes"])
            for time, name, lines in self._rankings(prize)
        ]
        have: set[int] = set()
        used: Counter[str] = Counter()
        won: dict[tuple[int, str], list[int]] = {}
        for _, _, index, name, lines in sorted(offers, key=lambda offer: offer[:3]):
            prize = self.rules["prizes"][index]
            beside = prize["grade"] == "certificate"
            left = [
                (place, one) for place, one in lines
                if (beside or (one.kept > 0 and one.entry not in have)) and self._reaches(prize, one)
            ]  # fmt: skip
            won[index, name] = [one.entry for _, one in self._seated(prize, left, used, name)]
            have |= set() if beside else set(won[index, name])
        return won

    def units(self) -> list[tuple[list[Line], dict[int, str]]]:
        """Of each ranking of units the places, (unit, value, people, attempts), and why others have none."""
        heads, won = self._heads(), self._won_by_unit()
        return [self._of_units(ranking, heads, won) for ranking in self.rules["unit_rankings"]]

    def prizes_of_units(self) -> dict[tuple[int, str], list[int]]:
        found = {}
        numbers = [ranking["number"] for ranking in self.rules["unit_rankings"]]
        tables = {number: table for number, (table, _) in zip(numbers, self.units(), strict=True)}
        for index, prize in enumerate(self.rules["prizes"]):
            if prize["scope"] == "unit":
                name = f"unit:{prize['unit_ranking']}"
                some = [line for line in tables[prize["unit_ranking"]] if line[1][1] > 0]
                found[index, name] = [one[0] for _, one in self._seated(prize, some, Counter(), name)]
        return found

    def _sums(self) -> list[Result]:
        """What the counted attempts of each person add up to; the last hand-in and the first start."""
        theirs = defaultdict(list)
        for leg in self.legs:
            for entry, one in self.counted[leg].items():
                theirs[entry].append(one)
        return [
            Result(
                entry, 1, sum(one.kept for one in all), sum(one.exact for one in all), sum(one.most for one in all),
                sum(one.right for one in all), sum(one.whole for one in all), sum(one.elapsed for one in all),
                max(one.submitted for one in all), min(one.started for one in all), None,
                (sum(one.distance[0] for one in all), sum(one.distance[1] for one in all)),
                frozenset().union(*(one.legs for one in all)), all[0].decided if len(all) == 1 else (0, 0),
            )
            for entry, all in theirs.items()
        ]  # fmt: skip

    def _rankings(self, prize: Any) -> list[tuple[int, str, list[Line]]]:
        """In which a prize for persons is won: when each is over, its name, its lines."""
        assert (prize["round"], prize["recipient"]) == (None, "person")
        count = len(self.legs)
        if prize["scope"] == "leg":
            return [(time, f"leg:{leg}", self.board(leg)) for time, leg in enumerate(self.legs)]
        if prize["scope"] == "round":
            return [(count, f"round:{self.round.id}", self.of_round())]
        if prize["scope"] == "division":
            apart = [(one, f"division:{self.round.id}:{one}") for one in self.divisions]
            return [(count + 1 + time, name, self.of_round(one)) for time, (one, name) in enumerate(apart)]
        if prize["scope"] == "overall":
            return [(count + 99, "overall", self.overall()[0])]
        assert prize["scope"] == "unit"
        return []

    def _reaches(self, prize: Any, one: Result) -> bool:
        legs = not prize["every_leg"] or len(one.legs) == len(self.legs)
        return legs and one.kept >= 10_000 * Fraction(prize["floor"] or 0)

    def _seated(self, prize: Any, lines: list[Line], used: Counter[str], name: str) -> list[Line]:
        """Above whom fewer stand than there are seats."""
        if prize["how_many"] == "all_remaining":
            return lines
        assert prize["how_many"] == "count"
        taken = min(prize["count"], used[name])
        seats = prize["count"] - taken
        winners = [line for line in lines if sum(other[0] < line[0] for other in lines) < seats]
        used[name] += max(0, len(winners) - seats) - taken
        return winners

    def _is_in(self, entry: int, division: int | None) -> bool:
        return division is None or self.entries[entry].division_id == division

    def _placed(self, results: Iterable[Result], keys: list[str]) -> list[Line]:
        return placed(results, lambda one: one.key(keys), lambda one: one.entry)

    def _won_by_unit(self) -> dict[int, Counter[str]]:
        won: dict[int, Counter[str]] = defaultdict(Counter)
        for (index, _), entries in self.prizes().items():
            for entry in entries:
                won[self.entries[entry].unit_id][self.rules["prizes"][index]["grade"]] += 1
        return won

    def _heads(self) -> dict[int, int]:
        """Of each unit the newest number that is not of a day after the contest."""
        rows = self.ask("SELECT unit_id, number, as_of FROM head_count ORDER BY as_of, id")
        return {one.unit_id: one.number for one in rows if str(one.as_of) <= str(self.day)}

    def _of_units(self, ranking: Any, heads: dict[int, int], won: Any) -> tuple[list[Line], dict[int, str]]:
        assert (ranking["classes"], ranking["unit_kind"], ranking["capped"]) == ([], "", True)
        lines, why = [], {}
        for unit in {self.entries[id].unit_id for id in self.active}:
            theirs = {id for id in self.active if self.entries[id].unit_id == unit}
            tries = [one for leg in self.legs for one in self.tried[leg] if one.entry in theirs]
            people, head = len({one.entry for one in tries}), heads.get(unit)
            if not people:
                why[unit] = "nobody"
            elif ranking["measure"] == "people":
                lines.append((unit, Fraction(people), people, len(tries)))
            elif head is None:
                why[unit] = "no_heads"
            elif head < (ranking["min_heads"] or 0):
                why[unit] = "few_heads"
            else:
                assert (ranking["measure"], ranking["mean_of_legs"]) == ("composite", True)
                shares = [min(Fraction(1), Fraction(len(theirs & self.counted[leg].keys()), head)) for leg in self.legs]
                worth = {one["grade"]: Fraction(one["points"]) for one in ranking["prize_points"]}
                points = sum(worth.get(grade, 0) * count for grade, count in won[unit].items())
                value = Fraction(ranking["participation_factor"]) * sum(shares) / len(shares) + points
                lines.append((unit, value, people, len(tries)))
        return placed(lines, lambda one: -one[1], lambda one: one[0]), why
