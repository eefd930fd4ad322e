"""What twelve weeks of training look like: each story is a few strips of one character a week. No database.

The last character is the current week. "-" is before the plan began, "." a week with nothing to tell.
"""

from dataclasses import dataclass
from typing import Final

WEEKS: Final = 12
THIS_WEEK: Final = WEEKS - 1
BEFORE: Final = "-"


@dataclass(frozen=True)
class Skipped:
    """Exercises left out in the weeks marked x: all of one movement pattern, or the last of the session."""

    reason: str
    what: str
    weeks: str


@dataclass(frozen=True)
class Move:
    """Something staff did to the plan in that week: pause, resume, maintain."""

    week: int
    verb: str
    reason: str


@dataclass(frozen=True)
class Discharge:
    """How it ends today: why, and the therapist's words for the two summaries, a line each."""

    why: str
    reason: str
    can_do: str
    advice: str


@dataclass(frozen=True)
class Change:
    """A new dose for one exercise from that week on: the programme's next version."""

    week: int
    exercise: str
    dose: str


@dataclass(frozen=True)
class Story:
    """Twelve weeks of one person; scores go from 0 to 10, sessions are counted.

    `course` names the templates and the week each began.
    """

    claim: str
    done: str
    pain: str
    effort: str
    confidence: str
    course: tuple[tuple[str, int], ...] = (("starter", 0),)
    skipped: tuple[Skipped, ...] = ()
    moves: tuple[Move, ...] = ()
    changes: tuple[Change, ...] = ()
    discharge: Discharge | None = None

    @property
    def first_week(self) -> int:
        return next(week for week, done in enumerate(self.done) if done != BEFORE)

    def sessions(self, week: int) -> int:
        return 0 if self.done[week] == BEFORE else int(self.done[week])

    def score(self, name: str, week: int) -> int:
        return int(getattr(self, name)[week])


STORIES: Final[dict[str, Story]] = {
    "doing_well": Story(
        claim="Trains as agreed; pain falls, confidence rises.",
        done="333323323333",
        pain="665554433322",
        effort="445444555555",
        confidence="344555667788",
        course=(("starter", 0), ("foundations-strength", 5)),
    ),
    "stopped_when_better": Story(
        claim="Trained until the pain had gone, and stopped.",
        done="333323100000",
        pain="5432110.....",
        effort="4454444.....",
        confidence="4566788.....",
        course=(("foundations-stability", 0),),
    ),
    "flare_up": Story(
        claim="A flare-up in the seventh week, trained through gently, and over.",
        done="323332112223",
        pain="433322876543",
        effort="555556343445",
        confidence="566777334567",
        course=(("foundations-strength", 0),),
        skipped=(Skipped("pain", "hinge", "......xxx..."), Skipped("pain", "carry", "......xx....")),
        changes=(Change(7, "goblet-squat", "2x8 rest 90 rpe 3-4"),),
    ),
    "never_started": Story(
        claim="Was invited four weeks ago and has logged nothing.",
        done="--------0000",
        pain="............",
        effort="............",
        confidence="............",
        course=(("starter", 8),),
    ),
    "afraid_of_bending": Story(
        claim="Little pain, but afraid to bend: left the hinges out at first, then confidence grew.",
        done="223323233333",
        pain="343433332322",
        effort="434444445555",
        confidence="221233456778",
        course=(("foundations-stability", 0), ("foundations-strength", 8)),
        skipped=(Skipped("unsure", "hinge", "xxxx........"),),
    ),
    "keeping_it_up": Story(
        claim="Pain long gone; twice a week, week after week.",
        done="222221222222",
        pain="111011100101",
        effort="556556656566",
        confidence="898999899999",
        course=(("keep-strong", 0),),
        moves=(Move(0, "maintain", "Treatment ended, training goes on."),),
    ),
    "new_this_week": Story(
        claim="Began this week.",
        done="-----------3",
        pain="...........5",
        effort="...........4",
        confidence="...........4",
        course=(("starter", 11),),
    ),
    "on_holiday": Story(
        claim="On target for ten weeks, paused for a holiday.",
        done="332333233300",
        pain="5544333322..",
        effort="4545555555..",
        confidence="5556667778..",
        course=(("starter", 0), ("foundations-strength", 5)),
        moves=(Move(10, "pause", "Away on holiday, back in a fortnight."),),
    ),
    "back_after_break": Story(
        claim="Four weeks without training, then back with less weight.",
        done="333200001233",
        pain="4433....5443",
        effort="5556....4455",
        confidence="5667....4567",
        course=(("foundations-strength", 0),),
    ),
    "busy_parent": Story(
        claim="About half of what was agreed, and the last exercise is left out for want of time.",
        done="112112012112",
        pain="554444.43343",
        effort="444545.54545",
        confidence="455555.56566",
        course=(("starter", 0),),
        skipped=(Skipped("time", "last", "xx.xx..x.xxx"),),
    ),
    "getting_strong": Story(
        claim="Hardly any pain; the weights go up fortnight by fortnight.",
        done="323323332323",
        pain="322221211111",
        effort="667667767676",
        confidence="667778788999",
        course=(("foundations-strength", 0),),
    ),
    "no_change": Story(
        claim="Trains as agreed, and the pain stays where it was: time to talk.",
        done="333323332333",
        pain="555655565555",
        effort="444545544454",
        confidence="444544434444",
        course=(("foundations-stability", 0),),
    ),
    "too_much": Story(
        claim="Nearly every day and hard, and the pain creeps up.",
        done="345555655545",
        pain="223344556665",
        effort="678899999888",
        confidence="777778777666",
        course=(("foundations-strength", 0),),
    ),
    "first_month": Story(
        claim="Began four weeks ago, finding their feet.",
        done="--------2233",
        pain="........6554",
        effort="........3444",
        confidence="........3445",
        course=(("foundations-stability", 8),),
    ),
    "discharged": Story(
        claim="Did what she set out to do, wrote a flare-up plan, and was discharged today.",
        done="233323233332",
        pain="655544332222",
        effort="444545555555",
        confidence="334556778889",
        course=(("starter", 0), ("foundations-strength", 5)),
        discharge=Discharge(
            why="goals_met",
            reason="Back in the theatre workshop, full days.",
            can_do="Full days in the workshop\nLift and carry flats of 15 kg",
            advice="Twice a week, after work\nKeep one heavy carry in it",
        ),
    ),
}
