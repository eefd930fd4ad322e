"""What can go wrong when a message is handed over; each says it in words for staff."""


class RefusedError(Exception):
    """It will never be taken this way. `breaks` where the fault lies with the address: nothing else arrives either."""

    def __init__(self, words: str, *, breaks: bool = False) -> None:
        super().__init__(words)
        self.breaks = breaks


class GoneError(RefusedError):
    """The device or subscription is no more."""


class TryLaterError(Exception):
    """It did not work now."""


class UnreachableError(TryLaterError):
    """Nothing will work that way now: the service does not answer, or does not let us in."""
