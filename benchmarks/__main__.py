"""Run every benchmark and print its table and its `ratio NAME: 0.00` lines."""

from benchmarks import answers, bank_list, importing, look_alikes, reading

if __name__ == "__main__":
    answers.main()
    reading.main()
    importing.main()
    bank_list.main()
    look_alikes.main()
