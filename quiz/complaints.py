"""What the command line cannot do, in one line, with an exit code that means something."""

from enum import IntEnum


class ExitCode(IntEnum):
    DONE = 0
    ATTENTION = 1  # done, and something was found that a person must look at
    REFUSED = 2  # what was typed, or the file that was given, cannot be taken
    MACHINE = 3  # the machine will not let us: a port, a folder, a disk, a database server
    BUSY = 4  # another server is using this database


class Complaint(Exception):
    """One line for the person at the terminal."""

    code = ExitCode.REFUSED


class MachineComplaint(Complaint):
    code = ExitCode.MACHINE


class BusyComplaint(Complaint):
    code = ExitCode.BUSY
