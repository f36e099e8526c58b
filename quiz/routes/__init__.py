"""The site map."""

from fastapi import APIRouter

from quiz.routes import (
    checks,
    contests,
    demo,
    invitations,
    joining,
    public,
    registering,
    regulations,
    signing_in,
    studying,
)
from quiz.routes.bank import acceptances
from quiz.routes.bank import analyses as bank_analyses
from quiz.routes.bank import changes as bank_changes
from quiz.routes.bank import decisions as bank_decisions
from quiz.routes.bank import exports as bank_exports
from quiz.routes.bank import intakes as bank_intakes
from quiz.routes.bank import lives as bank_lives
from quiz.routes.bank import look_alikes as bank_look_alikes
from quiz.routes.bank import pasting as bank_pasting
from quiz.routes.bank import pictures as bank_pictures
from quiz.routes.bank import previews as bank_previews
from quiz.routes.bank import proposals as bank_proposals
from quiz.routes.bank import questions as bank_questions
from quiz.routes.bank import reviewing as bank_reviewing
from quiz.routes.bank import row_look_alikes as bank_row_look_alikes
from quiz.routes.bank import rows as bank_rows
from quiz.routes.bank import tables as bank_tables
from quiz.routes.judge import acts as judge_acts
from quiz.routes.judge import board as judge_board
from quiz.routes.judge import entries as judge_entries
from quiz.routes.judge import legs as judge_legs
from quiz.routes.judge import receipts as judge_receipts
from quiz.routes.organise import (
    advancing,
    analyses,
    blueprints,
    conclusions,
    corrections,
    decisions,
    divisions,
    duplicates,
    grants,
    head_counts,
    insiders,
    keys,
    leg_blueprints,
    legs,
    mock_questions,
    new_entries,
    overall,
    overall_ties,
    parts,
    previews,
    prizes,
    publications,
    ranking,
    registrations,
    reservations,
    results,
    rounds,
    staff,
    ties,
    unit_rankings,
    units,
)
from quiz.routes.organise import attempts as organised_attempts
from quiz.routes.organise import complaints as organised_complaints
from quiz.routes.organise import contests as organised_contests
from quiz.routes.organise import entries as organise_entries
from quiz.routes.organise import regulations as organised_regulations
from quiz.routes.organise import rosters as organise_rosters
from quiz.routes.organise import slips as organise_slips
from quiz.routes.play import answers as play_answers
from quiz.routes.play import attempts as play_attempts
from quiz.routes.play import cards as play_cards
from quiz.routes.play import complaints as play_complaints
from quiz.routes.play import legs as play_legs
from quiz.routes.play import moments as play_moments
from quiz.routes.play import pictures as play_pictures
from quiz.routes.play import predictions
from quiz.routes.play import reviews as play_reviews
from quiz.routes.play import share_cards as play_share_cards
from quiz.routes.play import steps as play_steps
from quiz.routes.watch import advancing as watched_advancing
from quiz.routes.watch import board_pages as watched_board_pages
from quiz.routes.watch import boards as watched_boards
from quiz.routes.watch import conclusions as watched_conclusions
from quiz.routes.watch import draws as watched_draws
from quiz.routes.watch import revisions as watched_revisions

ROUTERS: list[APIRouter] = [
    play_answers.router,  # the first to be asked: a request walks down this list until a route takes it
    play_attempts.router,  # then what a hall asks for at once
    play_legs.router,
    public.router,
    checks.router,
    contests.router,
    regulations.router,
    studying.router,
    registering.router,
    signing_in.router,
    invitations.router,
    joining.router,
    bank_exports.router,
    bank_previews.router,  # before questions: "preview" is none of their ids
    bank_questions.router,
    bank_pasting.router,
    acceptances.router,
    bank_analyses.router,
    bank_intakes.router,
    bank_rows.router,
    bank_tables.router,
    bank_row_look_alikes.router,
    bank_look_alikes.router,
    bank_changes.router,
    bank_pictures.router,
    bank_lives.router,
    bank_proposals.router,
    bank_decisions.router,
    bank_reviewing.router,
    judge_legs.router,
    judge_entries.router,
    judge_acts.router,
    judge_board.router,
    judge_receipts.router,
    organised_contests.router,
    organised_regulations.router,
    decisions.router,
    rounds.router,
    ranking.router,
    advancing.router,
    analyses.router,
    blueprints.router,
    parts.router,
    legs.router,
    staff.router,
    play_cards.router,
    play_moments.router,
    predictions.router,
    play_steps.router,
    play_reviews.router,
    play_complaints.router,
    play_pictures.router,
    play_share_cards.router,
    previews.router,
    reservations.router,
    mock_questions.router,
    leg_blueprints.router,
    results.router,
    keys.router,
    overall.router,
    overall_ties.router,
    unit_rankings.router,
    prizes.router,
    grants.router,
    organised_complaints.router,
    divisions.router,
    ties.router,
    organised_attempts.router,
    corrections.router,
    watched_board_pages.router,
    watched_boards.router,
    watched_draws.router,
    watched_revisions.router,
    watched_conclusions.router,
    conclusions.router,
    publications.router,
    watched_advancing.router,
    head_counts.router,  # before units: there /{unit_id} takes every word
    units.router,
    new_entries.router,  # before entries: there /{entry_id} takes every word
    organise_entries.router,
    insiders.router,
    registrations.router,
    duplicates.router,
    organise_rosters.router,
    organise_slips.router,
    demo.router,
]
