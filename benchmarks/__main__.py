"""Run every benchmark and print its table and its `ratio NAME: 0.00` lines."""

from benchmarks import answers, bank_list, look_alikes

if __name__ == "__main__":
    answers.main()
    bank_list.main()
    look_alikes.main()
