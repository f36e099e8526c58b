import threading

import pytest
from sqlmodel import col, func, select

from question_bank import accepting, importing
from question_bank.draft import Reading, SourceNote
from question_bank.exporting import drafts_of, sources_of
from question_bank.importing import IntakeRefusal
from question_bank.intake import Intake
from question_bank.question import Question, QuestionVersion
from question_bank.revising import current_version, revise
from question_bank.source import Source
from question_bank.topic import Topic
from quiz import database
from tests.question_bank.conftest import AT, drafts


def unused(ids):
    return set()


def problems(row):
    return [f"{problem['place']}: {problem['text']}" for problem in row.problems]


def in_bank(session):
    return session.exec(select(func.count()).select_from(Question)).one()


def test_nothing_reaches_the_bank_before_it_is_accepted(session, bring):
    intake = bring(drafts("Một?", "Hai?"))

    assert [row.ready for row in importing.rows_of(session, intake)] == [True, True]
    assert in_bank(session) == 0


def test_accepting_puts_the_ready_rows_in_and_leaves_the_others(session, bring):
    good, bad = drafts("Một?", "Hai?")
    bad.key = "E"
    intake = bring([good, bad])

    ids = accepting.accept(session, intake, by="hoa", at=AT)

    version = current_version(session, ids[0])
    assert (len(ids), in_bank(session), intake.state, intake.accepted_by) == (1, 1, "accepted", "hoa")
    assert (version.stem, version.kind, version.difficulty, version.state) == ("Một?", "single_choice", 2, "approved")
    assert [choice["text"] for choice in version.choices] == ["một", "hai", "ba"]
    assert version.key == {"right": [version.choices[0]["id"]]}
    assert "key" not in version.content
    assert problems(importing.rows_of(session, intake)[1]) == ["Dòng 3, cột Đáp án: 'E' không phải là một phương án."]


def test_accepting_twice_adds_nothing(session, bring):
    intake = bring(drafts("Một?", "Hai?"))

    assert len(accepting.accept(session, intake, by="hoa", at=AT)) == 2
    assert accepting.accept(session, intake, by="hoa", at=AT) == []
    assert in_bank(session) == 2


def test_two_people_who_accept_at_once_add_it_once(database_url):
    with database.transaction() as session:
        session.add(Topic(slug="an-toan", name="An toàn"))
        session.flush()
        reading = Reading("xlsx", drafts(*(f"Câu {number}?" for number in range(20))))
        intake_id = importing.take_in(session, "a.xlsx", reading, by="hoa", at=AT).id
    together = threading.Barrier(2)
    added = []

    def accept():
        together.wait()
        with database.transaction() as session:
            added.append(len(accepting.accept(session, session.get_one(Intake, intake_id), by="hoa", at=AT)))

    people = [threading.Thread(target=accept) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert sorted(added) == [0, 20]


def test_a_mended_row_is_ready_and_can_follow_later(session, bring):
    good, bad = drafts("Một?", "Hai?")
    bad.key = "E"
    intake = bring([good, bad])
    accepting.accept(session, intake, by="hoa", at=AT)
    row = importing.rows_of(session, intake)[1]

    importing.mend(session, row, {"key": "B", "choice_1": " hai  ", "choice_3": "bốn"})

    assert row.ready
    assert len(accepting.accept(session, intake, by="hoa", at=AT)) == 1
    assert in_bank(session) == 2


def test_mending_one_of_two_twins_frees_the_other(session, bring):
    intake = bring(drafts("Một?", "Một?"))
    first, second = importing.rows_of(session, intake)
    assert problems(second) == ["Dòng 3, cột Câu hỏi: câu này trùng với câu ở dòng 2."]

    importing.mend(session, first, {"stem": "Một khác?"})

    assert second.ready


def test_a_row_left_out_is_not_accepted_and_frees_its_twin(session, bring):
    intake = bring(drafts("Một?", "Một?"))
    first, second = importing.rows_of(session, intake)

    importing.drop(session, first)

    assert (first.ready, second.ready) == (False, True)
    importing.take_up(session, first)
    assert (first.ready, second.ready) == (True, False)


def test_a_row_already_in_the_bank_is_not_mended_here(session, bring):
    intake = bring(drafts("Một?"))
    accepting.accept(session, intake, by="hoa", at=AT)

    with pytest.raises(IntakeRefusal, match="đã ở trong kho"):
        importing.mend(session, importing.rows_of(session, intake)[0], {"stem": "Khác?"})


def test_a_question_the_bank_has_is_remarked(session, bring):
    accepting.accept(session, bring(drafts("Hoà bình?")), by="hoa", at=AT)

    (row,) = importing.rows_of(session, bring(drafts("hòa bình?")))

    assert row.ready
    assert "kho đã có câu" in row.warnings[0]["text"]


def test_missing_topics_can_be_made_in_one_go(session, bring):
    intake = bring(drafts("Một?", "Hai?", topic="Kỹ năng số"))
    assert not any(row.ready for row in importing.rows_of(session, intake))

    assert importing.add_missing_topics(session, intake) == ["Kỹ năng số"]

    assert all(row.ready for row in importing.rows_of(session, intake))
    assert session.exec(select(Topic.slug).where(Topic.name == "Kỹ năng số")).one() == "ky-nang-so"


def test_a_mended_file_replaces_the_first(session, bring):
    intake = bring(drafts("Một?", "Hai?"))

    importing.take_again(session, intake, "lan-hai.xlsx", Reading("xlsx", drafts("Ba?"), ["Chú ý."]))

    assert [row.draft["stem"] for row in importing.rows_of(session, intake)] == ["Ba?"]
    assert (intake.filename, intake.warnings) == ("lan-hai.xlsx", ["Chú ý."])
    accepting.accept(session, intake, by="hoa", at=AT)
    with pytest.raises(IntakeRefusal):
        importing.take_again(session, intake, "lan-ba.xlsx", Reading("xlsx", drafts("Bốn?")))


def test_an_intake_is_taken_back_whole_while_nobody_used_it(session, bring):
    intake = bring(drafts("Một?", "Hai?", sources=[SourceNote(title="Luật Dữ liệu", number="60/2024/QH15")]))
    accepting.accept(session, intake, by="hoa", at=AT)

    assert accepting.undo(session, intake, used=unused) == 2

    assert (in_bank(session), intake.state) == (0, "undone")
    with pytest.raises(IntakeRefusal):
        accepting.accept(session, intake, by="hoa", at=AT)


def test_an_intake_in_use_is_not_taken_back(session, bring):
    intake = bring(drafts("Một?", "Hai?"))
    ids = accepting.accept(session, intake, by="hoa", at=AT)

    with pytest.raises(IntakeRefusal, match="1 câu"):
        accepting.undo(session, intake, used=lambda asked: {asked[0]})

    version = current_version(session, ids[1])
    (draft,) = drafts_of(session, [version])
    draft.stem = "Hai, sửa?"
    revise(session, version, draft, by="hoa", at=AT)
    with pytest.raises(IntakeRefusal, match="1 câu"):
        accepting.undo(session, intake, used=unused)
    assert in_bank(session) == 2


def test_one_law_is_one_source_however_often_it_is_named(session, bring):
    law = SourceNote(title="Luật Dữ liệu", number="60/2024/QH15", article="Điều 5")
    again = SourceNote(title="Luật Dữ liệu 2024", number="60/2024/QH15", article="Điều 7")
    intake = bring(drafts("Một?", sources=[law, again]) + drafts("Hai?", sources=[law]))

    ids = accepting.accept(session, intake, by="hoa", at=AT)

    versions = [current_version(session, id) for id in ids]
    assert session.exec(select(func.count()).select_from(Source)).one() == 1
    links = sources_of(session, versions)
    assert [[link.article for _, link in links[version.id]] for version in versions] == [["Điều 5; Điều 7"], ["Điều 5"]]


def test_a_code_the_bank_has_is_not_given_twice(session, bring):
    accepting.accept(session, bring(drafts("Một?", external_id="q-1")), by="hoa", at=AT)
    intake = bring(drafts("Hai?", "Ba?", external_id="q-1"))
    second, third = importing.rows_of(session, intake)

    assert "không mang mã" in second.warnings[0]["text"]
    assert problems(third) == ["Dòng 3, cột Mã câu hỏi: mã 'q-1' trùng với dòng 2."]
    (id,) = accepting.accept(session, intake, by="hoa", at=AT)
    assert session.get_one(Question, id).external_id is None


def test_a_question_without_choices_is_known_again_by_its_answers(session, bring):
    def file(*answers, pairs):
        typed, matched = drafts("Viết tắt là gì?", "Ghép mỗi luật với số của nó")
        typed.kind, typed.choices, typed.key = "short_text", list(answers), ""
        matched.kind, matched.choices, matched.key, matched.pairs = "matching", [], "", pairs
        return [typed, matched]

    accepting.accept(session, bring(file("DTI", pairs=[["A", "1"], ["B", "2"]])), by="hoa", at=AT)
    same = bring(file("DTI", pairs=[["A", "1"], ["B", "2"]]))
    other = bring(file("IOC", pairs=[["A", "2"], ["B", "1"]]))

    assert importing.drop_known(session, same) == 2
    assert importing.drop_known(session, other) == 0


def test_shipped_content_is_installed_once(session):
    installed = importing.install_content(session, at=AT)

    assert installed >= 60
    assert importing.install_content(session, at=AT) == 0
    assert in_bank(session) == installed
    assert set(session.exec(select(QuestionVersion.state, QuestionVersion.author))) == {("proposed", "hoi-thi")}
    topics = session.exec(select(Topic).where(Topic.group != "other")).all()
    assert {topic.group for topic in topics} == {"digital", "misinformation"}
    kinds = set(session.exec(select(col(QuestionVersion.kind)).distinct()))
    assert kinds >= {"single_choice", "multiple_choice", "true_false"}


def test_what_is_exported_from_the_bank_goes_into_another_unchanged(session, topic):
    importing.install_content(session, at=AT)
    versions = session.exec(select(QuestionVersion).order_by(col(QuestionVersion.id))).all()
    before = drafts_of(session, versions)
    intake = importing.take_in(session, "bank.json", Reading("json", before), by="hoa", at=AT)

    ids = accepting.accept(session, intake, by="hoa", at=AT)

    after = drafts_of(session, [current_version(session, id) for id in ids])
    for old, new in zip(before, after, strict=True):
        assert (new.external_id, new.as_json() | {"external_id": ""}) == ("", old.as_json() | {"external_id": ""})
