"""What can go wrong before COMMAND runs, and the exit status of each (those of sysexits.h)."""

USAGE = 2
UNAVAILABLE = 69  # a tool, or the echoserver, is missing
SOFTWARE = 70     # the lab could not be raised
FORBIDDEN = 77    # this machine allows no user namespaces; also what ctest takes for "skipped"
BAD_CLUSTER = 78  # the cluster file


class LabError(Exception):
    """A failure a person can act on: one line that names the thing and the remedy."""

    def __init__(self, message, status=SOFTWARE):
        super().__init__(message)
        self.status = status
