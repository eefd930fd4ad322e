"""What a message says, before any channel gives it its form."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """Something to press: the words on it and the absolute address behind it."""

    words: str
    url: str


@dataclass(frozen=True)
class Content:
    """One message in words; nobody who reads over a shoulder learns more from `subject` and `short` than its sender.

    `opening` and `closing` are paragraphs before and after the `main` action; `answers` are the one-tap answers.
    `short` is all that a locked screen or a text message shows.
    """

    subject: str
    short: str
    opening: tuple[str, ...]
    main: Action
    closing: tuple[str, ...] = ()
    question: str = ""
    answers: tuple[Action, ...] = ()
