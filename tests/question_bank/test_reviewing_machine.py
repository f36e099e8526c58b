"""A question's life against a small model: anybody does anything in any order, on both databases."""

from contextlib import ExitStack
from dataclasses import dataclass

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from question_bank.exporting import drafts_of
from question_bank.finding import pool, versions_of
from question_bank.mending import mended, typed
from question_bank.question import OPEN, Question
from question_bank.reviewing import (
    ReviewRefusal,
    approve,
    discard,
    propose,
    send_back,
    take_back_approval,
    take_back_return,
    withdraw,
)
from question_bank.revising import bring_back, newest_version, retire, revise, write_question
from question_bank.topic import Topic
from quiz import database
from tests.question_bank.conftest import AT
from tests.question_bank.test_revising import FORM

PEOPLE = st.sampled_from(["ha", "thu", "lan"])


@dataclass(eq=False)
class Told:
    """A version as the model has it."""

    author: str
    state: str
    approved: bool = False
    by_its_author: bool = False
    sent_back: bool = False


class Life(RuleBasedStateMachine):
    """One question, three people, and a site that may ask for a second person or not."""

    def __init__(self):
        super().__init__()
        self.opened = ExitStack()
        self.session = self.opened.enter_context(database.opened(writing=True))
        self.told: list[Told] = []
        self.said: dict[int, object] = {}
        self.current = 0
        self.alone, self.stems = False, 0

    def teardown(self):
        database.roll_back(self.session)
        self.opened.close()

    @initialize(who=PEOPLE, state=st.sampled_from(OPEN))
    def write(self, who, state):
        self.session.add(Topic(slug="an-toan", name="An toàn", group="misinformation"))
        self.session.flush()
        self.question_id = write_question(self.session, typed(FORM), by=who, at=AT, state=state)
        self.told.append(Told(who, state))

    @rule()
    def change_the_setting(self):
        self.alone = not self.alone

    @rule(who=PEOPLE, draft=st.booleans())
    def revise(self, who, draft):
        if self.told[self.current].state == "retired":
            return
        before = self.newest()
        version = newest_version(self.session, self.question_id)
        (words,) = drafts_of(self.session, [version])
        self.stems += 1
        state = "draft" if draft else "approved" if self.alone else "proposed"
        revise(self.session, version, mended(words, {"stem": f"Câu {self.stems}?"}), by=who, at=AT, state=state)
        following = Told(who, state, approved=state == "approved", by_its_author=state == "approved")
        was_current = before is self.told[self.current]
        if before.state in OPEN:
            before.state = "retired"
        self.told.append(following)
        if state == "approved" or (was_current and not before.approved):
            self.current = len(self.told) - 1

    @rule(who=PEOPLE)
    def propose(self, who):
        told = self.newest()
        if self.may(propose, told.author == who and told.state == "draft", by=who, at=AT):
            told.state, told.sent_back = "proposed", False

    @rule(who=PEOPLE)
    def withdraw(self, who):
        told = self.newest()
        if self.may(withdraw, told.author == who and told.state == "proposed", by=who):
            told.state = "draft"

    @rule(who=PEOPLE)
    def give_up(self, who):
        told = self.newest()
        beside = told is not self.told[self.current]
        if self.may(discard, told.author == who and told.state == "draft" and beside, by=who):
            told.state = "retired"

    @rule(who=PEOPLE)
    def approve(self, who):
        told = self.newest()
        version = newest_version(self.session, self.question_id)
        may = told.state == "proposed" and (self.alone or told.author != who)
        assert bool(approve(self.session, [version.id], by=who, at=AT, alone=self.alone)) == may
        if may:
            told.state, told.approved, told.by_its_author = "approved", True, told.author == who
            self.current = self.told.index(told)

    @rule(who=PEOPLE)
    def send_back(self, who):
        told = self.newest()
        if self.may(send_back, told.state == "proposed" and told.author != who, by=who, at=AT, why="Sai."):
            told.state, told.sent_back = "draft", True

    @rule(who=PEOPLE)
    def take_the_return_back(self, who):
        told = self.newest()
        if self.may(take_back_return, told.sent_back and told.state == "draft", by=who, at=AT):
            told.state, told.sent_back = "proposed", False

    @rule(who=PEOPLE, used=st.booleans())
    def take_the_approval_back(self, who, used):
        told = self.told[self.current]
        version = versions_of(self.session, self.question_id)[-1 - self.current]
        may = told.state == "approved" and self.newest() is told and not used
        taken = take_back_approval(
            self.session, [version.id], by=who, at=AT, used=lambda ids: set(ids) if used else set()
        )
        assert bool(taken) == may
        if may:
            told.state, told.approved, told.by_its_author = "proposed", False, False
            before = [place for place, each in enumerate(self.told) if each.state == "approved"]
            self.current = before[-1] if before else self.current

    @rule()
    def put_out_of_use(self):
        if self.told[self.current].state == "retired":
            return
        retire(self.session, self.session.get_one(Question, self.question_id), at=AT)
        for told in self.told:
            told.state = "retired" if told.state in OPEN else told.state
        self.told[self.current].state = "retired"

    @rule()
    def bring_back(self):
        told = self.told[self.current]
        if told.state != "retired":
            return
        bring_back(self.session, self.session.get_one(Question, self.question_id))
        told.state, told.sent_back = "approved" if told.approved else "draft", told.sent_back and not told.approved

    def newest(self) -> Told:
        """That which is open, else the current one."""
        return next((told for told in self.told if told.state in OPEN), self.told[self.current])

    def may(self, act, allowed, **given) -> bool:
        """Do it where the model allows it, and be refused where it does not."""
        try:
            act(self.session, newest_version(self.session, self.question_id), **given)
        except ReviewRefusal:
            assert not allowed
            return False
        assert allowed
        return True

    @invariant()
    def every_version_stands_where_the_model_says(self):
        versions = versions_of(self.session, self.question_id)[::-1]
        assert [version.state for version in versions] == [told.state for told in self.told]
        assert [version.is_current for version in versions] == [at == self.current for at in range(len(versions))]
        assert [version.self_approved for version in versions] == [told.by_its_author for told in self.told]

    @invariant()
    def what_a_version_says_never_changes(self):
        for version in versions_of(self.session, self.question_id):
            said = (version.content, version.key, version.explanation, version.difficulty, version.topic_id)
            assert self.said.setdefault(version.number, said) == said

    @invariant()
    def the_pool_has_what_is_approved_and_nothing_else(self):
        told = self.told[self.current]
        drawn = [question.version_id for question in pool(self.session)]
        versions = versions_of(self.session, self.question_id)[::-1]
        assert drawn == ([versions[self.current].id] if told.state == "approved" else [])

    @invariant()
    def nobody_approved_their_own_unless_it_says_so(self):
        for version in versions_of(self.session, self.question_id):
            if version.state == "approved":
                assert version.reviewer != version.author or version.self_approved


def test_a_questions_life(database_url):
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
