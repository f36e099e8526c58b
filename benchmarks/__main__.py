"""Run every benchmark and print its table and its `ratio NAME: 0.00` lines."""

from benchmarks import answers

if __name__ == "__main__":
    answers.main()
