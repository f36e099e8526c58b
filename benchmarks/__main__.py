"""Run every benchmark and print its table and its `ratio NAME: 0.00` lines."""

from benchmarks import answers, bank_list, importing, look_alikes, mass_start, reading, watchers

if __name__ == "__main__":
    answers.main()
    mass_start.main()
    watchers.main()
    reading.main()
    importing.main()
    bank_list.main()
    look_alikes.main()
