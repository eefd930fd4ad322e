"""Who lives in the demo: two clinics, their staff, twenty-five patients. Nobody here exists.

Notes and remarks are given with how many weeks ago they were written.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

Told = tuple[tuple[int, str], ...]

DOMAIN: Final = "demo.test"
PASSWORD: Final = "loadwell-demo"  # noqa: S105 (shown on the demo's own sign-in page, and worth nothing elsewhere)


@dataclass(frozen=True)
class House:
    """A demo clinic."""

    slug: str
    name: str
    brand_colour: str
    phone: str
    email: str
    address: str
    paper: str = "A4"
    message_hours: str = "Monday to Friday, 9 to 5"
    proposals_on: bool = True


@dataclass(frozen=True)
class Colleague:
    """A member of staff; only who has `may_sign_in` gets the demo's password."""

    key: str
    name: str
    house: str
    role: str
    may_sign_in: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


@dataclass(frozen=True)
class Person:
    """A patient. `days` are ISO weekdays they train on; `any_day` means they chose none and only tend to these.

    `strength` scales the weights they begin with; `review_in` counts days from today.
    """

    first_name: str
    last_name: str
    born: dt.date
    therapist: str
    story: str
    goal: str
    days: str = "135"
    any_day: bool = False
    strength: float = 1.0
    minutes: int | None = 30
    hour: dt.time = dt.time(18, 30)
    review_in: int | None = 14
    mailbox: str = ""  # where it is not the first name: a family's shared address
    trains_today: bool = False  # today is one of the days, and today's session is still to come
    equipment: tuple[str, ...] = ("mat", "chair")
    precautions: tuple[str, ...] = ()
    notes: Told = ()
    said: Told = ()

    @property
    def key(self) -> str:
        return self.first_name.lower()

    @property
    def email(self) -> str:
        return f"{self.mailbox or self.key}@{DOMAIN}"


HOUSES: Final = (
    House(
        slug="springfield",
        name="Springfield Back & Joint",
        brand_colour="#1f6f73",
        phone="020 7946 0120",
        email=f"hello@{DOMAIN}",
        address="12 Springfield Lane, London N16",
    ),
    House(
        slug="northgate",
        name="Northgate Physio",
        brand_colour="#7a3b69",
        phone="0161 496 0340",
        email=f"desk@{DOMAIN}",
        address="3 Northgate, Manchester M4",
    ),
)
STAFF: Final = (
    Colleague("admin", "Grace Turner", "springfield", "admin", may_sign_in=True),
    Colleague("therapist", "Hannah Reid", "springfield", "therapist", may_sign_in=True),
    Colleague("tom", "Tom Okafor", "springfield", "therapist"),
    Colleague("elin", "Elin Novak", "northgate", "therapist"),
)
PATIENTS: Final = (
    Person(
        "Maria", "Santos", dt.date(1978, 5, 14), "therapist", "doing_well",
        goal="Lift my grandson out of his cot without thinking about it first.",
        trains_today=True, minutes=25, review_in=10,
        equipment=("mat", "chair", "dumbbell", "band", "step"),
        notes=(
            (11, "Six weeks of back pain after moving house. No red flags. Hip hinge is new to her, bridge is easy."),
            (6, "Sits and stands 15 times with ease. Moved on to Foundations 2."),
            (2, "Carries the shopping in both hands again. Confidence is ahead of the pain, as hoped."),
        ),
        said=((5, "First time with the dumbbells. Better than I thought."), (1, "Not one twinge on the carry today!")),
    ),
    Person(
        "George", "Whitaker", dt.date(1956, 11, 2), "therapist", "stopped_when_better",
        goal="Two hours in the allotment without paying for it.",
        days="246", minutes=20, review_in=-12, equipment=("mat", "chair", "wall", "dowel"),
        notes=(
            (11, "Third time in two years. Each time he stopped when it eased. Told him why keeping on pays."),
            (6, "Pain 1. Already talking about giving up the exercises: offered the two-a-week programme."),
            (2, "Missed his review. Ring him."),
        ),
        said=((6, "Back is fine now."),),
    ),
    Person(
        "Aisha", "Rahman", dt.date(1991, 2, 20), "therapist", "flare_up",
        goal="Back to five-a-side on Thursdays.",
        days="147", strength=1.2, minutes=40, review_in=3,
        equipment=("mat", "band", "dumbbell", "kettlebell", "step"),
        notes=(
            (11, "Second episode. Strong, in a hurry. Started at Foundations 2 with light weights."),
            (4, "Rang after helping a friend move. Safety questions all clear. Half the sets for now, keep walking."),
            (1, "Settling. Carries are back in, hinge from next week."),
        ),
        said=((5, "Bad day. Lifted a sofa on Sunday."), (3, "Did the short version. Glad to have done something.")),
    ),
    Person(
        "Derek", "Oldham", dt.date(1969, 8, 30), "therapist", "never_started",
        goal="Drive the van all day.",
        days="135", minutes=None, review_in=-5, equipment=("chair",),
        notes=((3, "Keen in the room. Phone was flat, so no start together; link sent by e-mail."),),
    ),
    Person(
        "Ingrid", "Larsen", dt.date(1963, 3, 9), "therapist", "afraid_of_bending",
        goal="Tie my own shoes standing up.",
        days="257", strength=0.8, minutes=30, review_in=7, hour=dt.time(9, 0),
        equipment=("mat", "chair", "wall", "dowel", "band", "dumbbell"), precautions=("flexion_irritable",),
        notes=(
            (11, "MRI report four years ago frightened her. Keeps her back stiff for everything, holds her breath."),
            (8, "Showed me the wall tap. We talked about what backs are made for. Ten a day, no more, no less."),
            (3, "Tied a shoe from standing. Tears. Moved on to weights."),
        ),
        said=((10, "Left out the bending one."), (6, "Did the wall one. Nothing happened."), (1, "Shoes!")),
    ),
    Person(
        "Leonard", "Price", dt.date(1949, 6, 17), "therapist", "keeping_it_up",
        goal="Keep walking the fells with the Tuesday group.",
        days="14", minutes=25, review_in=38, hour=dt.time(10, 0),
        equipment=("kettlebell", "dumbbell", "band", "chair"), precautions=("bp_heavy_isometric",),
        notes=((11, "Discharged to two sessions a week. Blood pressure well controlled, breathes in every hold."),),
        said=((4, "Helvellyn on Tuesday. No bother."),),
    ),
    Person(
        "Chloe", "Bennett", dt.date(1998, 10, 5), "therapist", "new_this_week",
        goal="Sit through a lecture without getting up.",
        days="136", minutes=20, review_in=18, equipment=("mat", "chair", "backpack"),
        notes=((0, "Three weeks of ache after exams. No red flags. First bridge together, started on her phone."),),
    ),
    Person(
        "Rafael", "Moreno", dt.date(1984, 1, 25), "therapist", "busy_parent",
        goal="Carry both kids up the stairs.",
        days="267", any_day=True, minutes=15, review_in=-2, hour=dt.time(20, 30),
        equipment=("mat", "chair", "backpack"),
        notes=(
            (11, "Twins, night shifts. Fifteen minutes is what there is. Any day he can."),
            (5, "One or two a week. Told him that this counts, and which exercise to keep when there is time for one."),
        ),
        said=((9, "Baby woke up."), (2, "Ten minutes is better than none.")),
    ),
    Person(
        "Wendy", "Chambers", dt.date(1972, 12, 1), "therapist", "no_change",
        goal="Sleep through the night.",
        days="135", minutes=30, review_in=-8, equipment=("mat", "chair", "wall", "dowel", "band"),
        notes=(
            (11, "Eight months of pain, poor sleep. Does everything she is asked."),
            (4, "No less pain after eight weeks, though she can do more. Ask about sleep and work next time."),
        ),
        said=((3, "Same as ever."),),
    ),
    Person(
        "Harriet", "Moss", dt.date(1976, 9, 30), "therapist", "discharged",
        goal="Build stage sets without asking for help.",
        days="135", minutes=30, review_in=None, equipment=("mat", "chair", "dumbbell", "band", "step"),
        notes=((11, "Four months of pain, carries nothing any more."), (2, "Full days again. Talked about the end.")),
        said=((3, "Carried a flat on my own."),),
    ),
    Person(
        "Samuel", "Adeyemi", dt.date(1995, 7, 11), "therapist", "getting_strong",
        goal="Deadlift my own weight again.",
        days="146", strength=1.6, minutes=45, review_in=21,
        equipment=("dumbbell", "kettlebell", "band", "step", "bench"),
        notes=((8, "Adding weight every other week, form holds. Gym membership from next month."),),
        said=((4, "Could have gone heavier."),),
    ),
    Person(
        "Bridget", "Hale", dt.date(1958, 4, 3), "therapist", "on_holiday",
        goal="Get down on the floor with the grandchildren, and up again.",
        days="146", minutes=30, review_in=20, mailbox="hale", equipment=("mat", "chair", "dumbbell", "band"),
        notes=((6, "Floor to standing without the sofa. Delighted."), (1, "Two weeks in Madeira. Paused.")),
    ),
    Person(
        "Frank", "Hale", dt.date(1955, 9, 22), "tom", "first_month",
        goal="Mow the lawn in one go.",
        days="25", any_day=True, minutes=20, review_in=6, mailbox="hale", equipment=("mat", "chair", "wall", "dowel"),
        precautions=("knee_deep_flexion",),
        notes=((3, "Shares his wife's e-mail address. Knees ache on deep bends; a high chair is fine."),),
    ),
    Person(
        "Priya", "Nair", dt.date(1987, 3, 28), "tom", "too_much",
        goal="Run the half marathon in spring.",
        days="135", strength=1.2, minutes=60, review_in=-1,
        equipment=("dumbbell", "kettlebell", "band", "step", "bench"),
        notes=(
            (7, "Five sessions a week instead of three, effort 9. Asked for two rest days."),
            (2, "Still five. Pain is up two since the start. Talk about what rest does."),
        ),
        said=((6, "Pushed through it."), (4, "Sore but done.")),
    ),
    Person(
        "Colin", "Fraser", dt.date(1966, 5, 19), "tom", "back_after_break",
        goal="A full day on the roofs.",
        days="136", strength=1.4, minutes=30, review_in=9, equipment=("dumbbell", "band", "step", "bench"),
        notes=(
            (5, "No sessions for a month: big job in Leeds. No blame, door open."),
            (3, "Back. Started again two steps lighter."),
        ),
        said=((3, "Good to be back at it."),),
    ),
    Person(
        "Yusuf", "Demir", dt.date(1979, 2, 8), "tom", "afraid_of_bending",
        goal="Pick up my toolbox like I used to.",
        days="136", strength=1.2, minutes=25, review_in=12,
        equipment=("mat", "wall", "dowel", "band", "dumbbell"), precautions=("flexion_irritable",),
        notes=((11, "Felt something go at work. Squats to pick up a pen."), (5, "Hinges to the knee with the stick.")),
        said=((7, "Bent down for the remote. Fine."),),
    ),
    Person(
        "Olive", "Banks", dt.date(1943, 12, 12), "tom", "keeping_it_up",
        goal="Stay in my own flat.",
        days="25", strength=0.5, minutes=20, review_in=30, hour=dt.time(11, 0),
        equipment=("kettlebell", "dumbbell", "band", "counter"), precautions=("balance_falls",),
        notes=((11, "Eighty-odd and stronger than last year. Something to hold on to within reach."),),
        said=((7, "Used the tins instead of the weight, I was at my daughter's."),),
    ),
    Person(
        "Jack", "Sutton", dt.date(2001, 8, 6), "tom", "stopped_when_better",
        goal="Play rugby.",
        days="147", strength=1.4, minutes=30, review_in=-20, equipment=("mat", "band", "dumbbell", "dowel"),
        notes=((10, "In pain and impatient."), (4, "No answer to two messages.")),
        said=((7, "Cured!"),),
    ),
    Person(
        "Marjorie", "Quinn", dt.date(1961, 10, 27), "tom", "doing_well",
        goal="Choir tour: stand for two hours, twice a day.",
        days="246", strength=0.8, minutes=30, review_in=16, equipment=("mat", "chair", "dumbbell", "band", "step"),
        notes=((7, "Stands for 40 minutes. Proud of it."), (1, "Tour in May looks likely.")),
    ),
    Person(
        "Anton", "Kowalski", dt.date(1982, 6, 4), "elin", "doing_well",
        goal="Twelve-hour shifts without the belt.",
        days="135", strength=1.3, minutes=30, review_in=11, equipment=("mat", "dumbbell", "band", "step"),
        notes=((9, "Left the belt at home for a day."),),
    ),
    Person(
        "Nadia", "Haddad", dt.date(1993, 1, 16), "elin", "flare_up",
        goal="Dance at my sister's wedding.",
        days="256", minutes=25, review_in=5, equipment=("mat", "band", "dumbbell", "step"),
        notes=((4, "Flare-up after a long flight, nothing new on the safety questions. Easy plan for ten days."),),
        said=((5, "Woke up like this."),),
    ),
    Person(
        "Peter", "Lindqvist", dt.date(1952, 3, 31), "elin", "never_started",
        goal="Golf.",
        days="25", any_day=True, minutes=20, review_in=1, equipment=("mat", "chair"),
        notes=((3, "Wants paper. Handout printed, QR code on it."),),
    ),
    Person(
        "Tessa", "Morgan", dt.date(1989, 11, 23), "elin", "busy_parent",
        goal="Sit on the floor and build Lego.",
        days="37", any_day=True, minutes=10, review_in=4, hour=dt.time(20, 0), equipment=("mat", "chair", "backpack"),
        notes=((8, "Agreed on the two core exercises for school weeks."),),
    ),
    Person(
        "Winston", "Clarke", dt.date(1959, 7, 7), "elin", "back_after_break",
        goal="Steel-pan practice, standing.",
        days="147", minutes=30, review_in=13, equipment=("dumbbell", "band", "step", "bench"),
        precautions=("cardiac_clearance",),
        notes=((8, "Away for a family matter."), (3, "Trains again, GP is happy with the blood pressure.")),
    ),
    Person(
        "Zoe", "Atkinson", dt.date(2003, 4, 21), "elin", "new_this_week",
        goal="Ride to college again.",
        days="246", minutes=20, review_in=19, equipment=("mat", "chair", "backpack"),
        notes=((0, "Started together in the room."),),
    ),
)  # fmt: skip
