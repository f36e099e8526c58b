"""What the English catalogue promises, and that nothing a person sees stays outside it."""

import copy
import re
from pathlib import Path

import pytest

from tests import catalogue
from tests.gettext_gaps import gaps_in_code, gaps_in_templates, gaps_of_code, gaps_of_template

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def source():
    return catalogue.extracted()


@pytest.fixture(autouse=True)
def _read_the_source_once(source, monkeypatch):
    monkeypatch.setattr(catalogue, "extracted", lambda: copy.deepcopy(source))


def told(gaps):
    return [f"{path.relative_to(catalogue.ROOT)}:{line}: {text}" for path, line, text in gaps]


def ids_of(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


def strings_of(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_what_contestants_and_the_public_see_is_complete():
    untold = [message.id for message in catalogue.missing(catalogue.english()) if catalogue.is_public(message)]
    assert not untold, "run `make catalogue`, then translate these in locale/en"


def test_the_file_is_in_step_with_the_source():
    with catalogue.ENGLISH.open("rb") as source:
        kept = {message.id for message in catalogue.read_po(source, locale="en") if message.id}
    public = {message.id for message in catalogue.extracted() if message.id and catalogue.is_public(message)}
    assert not public - kept, "run `make catalogue`"


def test_bringing_it_up_to_date_twice_changes_nothing(tmp_path, monkeypatch):
    file = tmp_path / "messages.po"
    file.write_bytes(catalogue.ENGLISH.read_bytes())
    monkeypatch.setattr(catalogue, "ENGLISH", file)

    catalogue.update()
    once = file.read_bytes()
    catalogue.update()

    assert file.read_bytes() == once


def test_translations_have_the_placeholders_of_their_messages():
    wrong = [
        (id, string)
        for message in catalogue.english()
        if message.id and catalogue.is_translated(message)
        for id, string in zip(ids_of(message), strings_of(message), strict=True)
        if sorted(PLACEHOLDER.findall(id)) != sorted(PLACEHOLDER.findall(string))
    ]
    assert not wrong


def test_every_public_place_exists():
    assert not [place for place in catalogue.PUBLIC if not (catalogue.ROOT / place).exists()]


def test_no_template_says_anything_past_gettext():
    assert not told(gaps_in_templates())


def test_no_route_says_anything_past_gettext():
    assert not told(gaps_in_code("quiz/routes", "quiz/web", "quiz/attempts", "quiz/standings"))


@pytest.mark.parametrize(
    "source",
    [
        "<p>Bắt đầu</p>",
        '<input placeholder="Số báo danh">',
        '{{ chip("live", "Đang mở") }}',
        '{% set words = {"open": "Đang mở"} %}',
        '{{ "Đúng" if right else _("Sai") }}',
    ],
)
def test_vietnamese_in_a_template_is_found(source):
    assert gaps_of_template(f"<div>\n{source}\n</div>") == [(2, gaps_of_template(source)[0][1])]


@pytest.mark.parametrize("source", ['{{ _("Bắt đầu") }}', "{# Bắt đầu #}", '{{ ngettext("một câu", "các câu", 2) }}'])
def test_what_goes_through_gettext_is_no_gap(source):
    assert not gaps_of_template(source)


def test_vietnamese_in_code_is_found_but_for_docstrings():
    assert gaps_of_code('"""Thử máy."""\nsaid = _("Bắt đầu")\nother = "Kết thúc"\n') == [(3, "Kết thúc")]


def test_scripts_say_only_what_the_page_gave_them():
    spoken = [path.name for path in Path(catalogue.ROOT / "static/js").glob("*.js") if says_vietnamese(path)]
    assert not spoken


def says_vietnamese(path):
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text("utf-8"), flags=re.S)
    return bool(gaps_of_template(code.replace("{", " ").replace("}", " ")))
