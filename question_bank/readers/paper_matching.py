"""Keys from the end of a paper brought to their questions, section by section. Pure."""

from collections import defaultdict
from itertools import groupby

from question_bank.readers.paper_answers import KeyScope
from question_bank.readers.paper_asked import Asked, Told
from question_bank.readers.paper_asking import Paper
from question_bank.readers.paper_lists import numbers_missing
from question_bank.text import fold

ANSWER_MAX = 60  # letters; what is longer explains
SHOWN = 12  # numbers in one sentence

Run = dict[str, list[Asked]]  # questions that are counted together, by number


def match_keys(paper: Paper) -> None:
    """Give each question what the lists say of its number. What fits no question, or several, is said."""
    runs = _runs(paper)
    for _, scopes in groupby(paper.scopes, key=lambda scope: scope.area):
        _match_area([scope for scope in scopes if scope.entries], runs, paper)
    _tell_numbers(runs, paper)


def _runs(paper: Paper) -> list[tuple[int, str, Run]]:
    """Each with how many questions stand before its end, and its heading. Counting from 1 again begins another."""
    runs: list[tuple[int, str, Run]] = []
    last, section = 0, -1
    for order, asked in enumerate(paper.questions, 1):
        number = _whole(asked.number)
        if number:
            anew = number <= last and (number == 1 or asked.section != section)
            if anew or not runs:
                runs.append((order, paper.titles.get(asked.section, ""), defaultdict(list)))
            last, section = number, asked.section
        if asked.number and runs:
            runs[-1] = (order, runs[-1][1], runs[-1][2])
            runs[-1][2][asked.number].append(asked)
    return runs


def _whole(number: str) -> int:
    last = number.rpartition(".")[2]
    return int(last) if last.isdigit() else 0


def _match_area(scopes: list[KeyScope], runs: list[tuple[int, str, Run]], paper: Paper) -> None:
    if not scopes:
        return
    earlier = [(title, run) for order, title, run in runs if order <= scopes[0].before]
    if scopes[0].before == 0:
        earlier = [(title, run) for _, title, run in runs]  # the keys came first
    unkeyed = [
        (title, run) for title, run in earlier if not any(_listed(asked) for each in run.values() for asked in each)
    ]
    open_runs = unkeyed or earlier
    for place, scope in enumerate(scopes):
        named = [run for title, run in open_runs if scope.title and _heads(title) == _heads(scope.title)]
        if len(named) == 1:
            wanted = named
        elif len(scopes) == len(open_runs):
            wanted = [open_runs[place][1]]
        else:
            wanted = [run for _, run in open_runs]
        _give(scope, wanted, paper)


def _listed(asked: Asked) -> bool:
    return any(told.where != "dòng đáp án" for told in asked.told)


def _heads(title: str) -> str:
    """ "PHẦN I. TRẮC NGHIỆM" and "Phần I" name one section."""
    return " ".join(fold(title).replace(".", " ").replace(":", " ").split()[:2])


def _give(scope: KeyScope, runs: list[Run], paper: Paper) -> None:
    unknown = []
    for entry in scope.entries:
        number, told, explanation = entry.number, entry.told, entry.explanation
        holders = [run for run in runs if number in run]
        found = [asked for run in holders for asked in run[number]]
        if not found:
            unknown.append(number)
        elif len(found) > 1:
            for asked in found:
                asked.doubts.append(
                    ("key", f"có nhiều câu mang số {number}, không rõ đáp án “{told.text}” là của câu nào")
                )
        else:
            if (
                not found[0].options
                and not told.text
                and len(explanation) == 1
                and len(explanation[0].text) <= ANSWER_MAX
            ):
                told, explanation = Told(told.where, explanation[0].text), []  # "Câu 2: 1931"
            found[0].told += [told] if told.text else []
            if explanation and not found[0].explanation:
                found[0].explanation = list(explanation)
                found[0].places.setdefault("explanation", explanation[0].number)
    if unknown:
        paper.warnings.append(f"Phần đáp án có câu {_shown(unknown)} nhưng đề không có câu mang số này.")


def _tell_numbers(runs: list[tuple[int, str, Run]], paper: Paper) -> None:
    for _, title, run in runs:
        where = f" ({title[:60]})" if title and len(runs) > 1 else ""
        numbers = [int(number) for number in run if number.isdigit()]
        missing = numbers_missing(numbers) if len(numbers) > 1 else []
        if missing and len(missing) <= max(len(numbers), 5):
            paper.warnings.append(
                f"Số câu bị nhảy: không thấy câu {_shown([str(number) for number in missing])}{where}."
            )
        twice = [number for number, each in run.items() if len(each) > 1]
        if twice:
            paper.warnings.append(f"Có nhiều câu cùng mang số {_shown(twice)}{where}.")


def _shown(numbers: list[str]) -> str:
    more = f" và {len(numbers) - SHOWN} số khác" if len(numbers) > SHOWN else ""
    return ", ".join(numbers[:SHOWN]) + more
