"""The collector of garbage: it walks through all that was made since it was last spared, and everybody waits."""

import gc


def spare_the_collector(*, again: bool = False) -> None:
    """What was imported and made until now stays for good, so it need not be walked through again. Once a process.

    A full collection did so for a fifth of a second, and everybody waited: the slowest hundredth of the answers.
    `again`: thousands of things were made since that stay for long.
    """
    if again or not gc.get_freeze_count():
        gc.collect()
        gc.freeze()
