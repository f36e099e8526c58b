"""Every table, imported in one place, so that a migration sees them all."""
# ruff: noqa: F401

import question_bank.change
import question_bank.intake
import question_bank.kept_table
import question_bank.look_alike
import question_bank.question
import question_bank.source
import question_bank.topic
import quiz.attempts.attempt
import quiz.attempts.measured
import quiz.attempts.noticing
import quiz.attempts.sealing
import quiz.contests.clearance
import quiz.contests.contest
import quiz.contests.entry
import quiz.contests.mock_question
import quiz.contests.registrant
import quiz.contests.reserving
import quiz.contests.round
import quiz.contests.round_entry
import quiz.contests.rules_version
import quiz.contests.staff_link
import quiz.judging.mark
import quiz.ledger
import quiz.people.person
import quiz.people.role
import quiz.people.sign_in
import quiz.people.unit
import quiz.people.verifying
import quiz.standings.board_line
import quiz.standings.complaint
import quiz.standings.counters
import quiz.standings.evidence
import quiz.standings.freeze
import quiz.standings.prize_receiver
import quiz.standings.score
