"""Files of other people, with what should become of them: shared/cases, where it is at hand."""

import json
import os
from pathlib import Path

import pytest

from question_bank.check import check_file, exit_code
from question_bank.text import nfc

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
TEMPLATES = [
    "UNVERIFIED_azota_key", "bti_multi_sheet", "classquiz", "en_abc_concatenated", "kahoot", "quizizz_wayground",
    "vn_13_columns", "vn_basic", "vn_number_key_6", "vn_semicolon_csv",
]  # fmt: skip
HOSTILE = [
    "csv/01_utf8_bom.csv", "csv/05_tcvn3.csv", "csv/07_latin1_lost_accents.csv", "csv/08_double_encoded_utf8.csv",
    "csv/09_nul_bytes.csv", "csv/13_sep_line.csv", "csv/16_formula_injection.csv", "csv/20_binary_named_csv.csv",
    "xlsx/00_control_good.xlsx", "xlsx/01_zip_bomb_sheet.xlsx", "xlsx/04_formulas_no_cached_value.xlsx",
    "xlsx/10_ten_megabyte_cell.xlsx", "xlsx/12_macro_enabled_named_xlsx.xlsx", "xlsx/13_html_table_named_xls.xlsx",
    "xlsx/15_ole_old_xls_or_encrypted.xlsx", "xlsx/16_truncated.xlsx", "xlsx/22_key_spellings.xlsx",
    "xlsx/24_html_js_template_injection.xlsx",
]  # fmt: skip
READY_IN_HOSTILE = {
    "csv/01_utf8_bom.csv": 2, "csv/05_tcvn3.csv": 2, "csv/09_nul_bytes.csv": 2, "csv/13_sep_line.csv": 1,
    "csv/16_formula_injection.csv": 5,
    "xlsx/00_control_good.xlsx": 2, "xlsx/04_formulas_no_cached_value.xlsx": 2, "xlsx/10_ten_megabyte_cell.xlsx": 2,
    "xlsx/22_key_spellings.xlsx": 12, "xlsx/24_html_js_template_injection.xlsx": 20,
}  # fmt: skip
WORDS_OF_REFUSAL = {
    "csv/07_latin1_lost_accents.csv": "mất dấu", "csv/20_binary_named_csv.csv": "không phải",
    "csv/08_double_encoded_utf8.csv": "mã hóa hai lần", "xlsx/01_zip_bomb_sheet.xlsx": "quá lớn",
    "xlsx/12_macro_enabled_named_xlsx.xlsx": "macro", "xlsx/13_html_table_named_xls.xlsx": "không phải là sổ tính",
    "xlsx/15_ole_old_xls_or_encrypted.xlsx": "mật khẩu", "xlsx/16_truncated.xlsx": "hỏng",
}  # fmt: skip


@pytest.fixture(scope="module")
def cases():
    if CASES.is_dir():
        return CASES
    message = f"{len(TEMPLATES) + len(HOSTILE)} cases of spreadsheets did not run: shared/cases is not at hand"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def ready(report):
    return [draft for draft in report["drafts"] if not draft["problems"]]


def plain(text):
    return " ".join(nfc(text).split()).rstrip(".;,")


@pytest.mark.parametrize("name", TEMPLATES)
def test_sheets_of_other_sites_come_in_whole_or_say_why_not(cases, name):
    folder = cases / "04_vietnamese" / "templates"
    expected = json.loads((folder / f"{name}.json").read_text("utf-8"))
    report = check_file(next(path for path in folder.glob(f"{name}.*") if path.suffix in (".xlsx", ".csv")))

    if expected["decision"] == "refuse":
        assert exit_code(report) == 2
        return
    assert [plain(draft["stem"]) for draft in report["drafts"]] == [
        plain(each["stem"]) for each in expected["questions"]
    ]
    for draft, question in zip(report["drafts"], expected["questions"], strict=True):
        if not question.get("answer"):
            # Without a kind, or with one that we do not have: said so. An essay has no key, and is remarked.
            typed = {"short_text": draft["key"], "essay": draft["warnings"]}
            assert draft["problems"] or typed[draft["kind"]]
            continue
        assert draft["problems"] == []
        assert [plain(choice) for choice in draft["choices"]] == [plain(option) for option in question["options"]]
        assert draft["key"] == ["ABCDEF".index(letter) for letter in question["answer"]]


def test_a_blank_to_fill_in_comes_with_all_its_answers(cases):
    report = check_file(cases / "04_vietnamese" / "templates" / "quizizz_wayground.xlsx")

    assert [(draft["kind"], draft["key"], draft["problems"]) for draft in report["drafts"][5:7]] == [
        ("short_text", ["OTP", "otp"], []), ("essay", [], []),
    ]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_do_no_harm(cases, name):
    report = check_file(cases / "05_hostile" / name)

    if name in WORDS_OF_REFUSAL:
        assert WORDS_OF_REFUSAL[name] in report["refused"]
        assert report["drafts"] == []
    else:
        assert len(ready(report)) == READY_IN_HOSTILE[name]
        assert len(json.dumps(report)) < 100_000


def test_letters_of_an_old_font_are_rewritten_and_told(cases):
    report = check_file(cases / "05_hostile" / "csv" / "05_tcvn3.csv")

    assert "mã OTP" in report["drafts"][0]["stem"] or "Mã OTP" in report["drafts"][0]["stem"]
    assert "TCVN3" in report["warnings"][0]


def test_each_spelling_of_a_key_is_read_or_reported(cases):
    report = check_file(cases / "05_hostile" / "xlsx" / "22_key_spellings.xlsx")

    a, b, c, d, nothing = [0], [1], [2], [3], []
    keys = [a, a, a, b, c, d, [0, 2], [0, 2], [0, 2], nothing, nothing, b, a, nothing, nothing, b]
    assert [draft["key"] for draft in report["drafts"]] == keys
    assert all(draft["problems"] for draft in report["drafts"] if not draft["key"])


def test_text_that_looks_like_code_is_text(cases):
    report = check_file(cases / "05_hostile" / "xlsx" / "24_html_js_template_injection.xlsx")

    stems = [draft["stem"] for draft in report["drafts"]]
    assert "A < B và C > D, 5 < 6 & 7" in stems
    assert "<script>alert(1)</script>Câu hỏi?" in stems
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in stems
