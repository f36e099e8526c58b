"""Run every benchmark and print its table and its `ratio NAME: 0.00` lines."""

from benchmarks import (
    answers,
    bank_list,
    boards,
    importing,
    large_boards,
    look_alikes,
    mass_start,
    ranking,
    reading,
    registering,
    waiting,
    watchers,
)

if __name__ == "__main__":
    reading.main()  # first: the most memory of its children is that of all children until then
    answers.main()
    mass_start.main()
    registering.main()
    watchers.main()
    boards.main()
    large_boards.main()
    waiting.main()
    importing.main()
    bank_list.main()
    look_alikes.main()
    ranking.main()
