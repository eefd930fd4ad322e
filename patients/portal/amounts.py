"""What can be counted of one set of a dose, and in which unit people say it. No database."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from patients.entries import AMOUNTS, SECONDS_A_MINUTE
from programmes.dose import Dose, Range
from programmes.dose.amounts import KG_PER_LB, kilograms

Number = int | Decimal

HUNDREDTH: Final = Decimal("0.01")
ONE: Final = Decimal(1)


@dataclass(frozen=True)
class Amount:
    """One number of a set as it is shown: `name` is the column, `per` how much of its unit one of ours is."""

    name: str
    label: str
    prescribed: Range | None
    per: Decimal = ONE
    places: int = 0

    @property
    def lo(self) -> int:
        return 0 if self.name == "load_kg" else 1

    @property
    def hi(self) -> int:
        return int(Decimal(AMOUNTS[self.name][1]) / self.per)

    @property
    def usual(self) -> Number | None:
        """The one number prescribed; a range leaves the choice open."""
        return self.prescribed.lo if self.prescribed and self.prescribed.is_single else None

    @property
    def step(self) -> float | int:
        """How much one press of plus adds: what people change it by, not the smallest that can be stored."""
        if self.name == "load_kg":
            return 1 if self.per == KG_PER_LB else 0.5
        return {"seconds": 5, "distance_m": 5}.get(self.name, 1) if self.per == ONE else 1

    @property
    def hint(self) -> str:
        """A range in words, to stand in the empty field."""
        if self.prescribed is None or self.prescribed.is_single:
            return ""
        return f"{plain(self.prescribed.lo)} to {plain(self.prescribed.hi)}"

    def shown(self, stored: Number) -> Number:
        """The stored amount in the unit people see."""
        number = (Decimal(stored) / self.per).quantize(HUNDREDTH, ROUND_HALF_UP)
        return int(number) if number == number.to_integral_value() else number.normalize()

    def stored(self, shown: Number) -> Number:
        """What people typed in the column's unit."""
        if self.name == "load_kg":
            return kilograms(Decimal(shown), "lb" if self.per == KG_PER_LB else "kg")
        return Decimal(shown) * self.per if self.name == "distance_m" else int(Decimal(shown) * self.per)


def amounts_of(dose: Dose, *, takes_weight: bool, unit: str) -> tuple[Amount, ...]:
    """What to ask of each set; a weight too where the exercise takes one, in the prescribed unit or else `unit`."""
    counted = {
        "reps": Amount("reps", "Times", dose.reps),
        "work_seconds": Amount("seconds", "Seconds", dose.work_seconds),
        "minutes": Amount("seconds", "Minutes", dose.minutes, per=Decimal(SECONDS_A_MINUTE), places=1),
        "distance_m": Amount("distance_m", "Metres", dose.distance_m, places=1),
    }
    asked = [amount for amount in counted.values() if amount.prescribed]
    if takes_weight or dose.load_kg is not None:
        asked.append(_weight(dose, dose.load_unit or unit))
    return tuple(asked)


def _weight(dose: Dose, unit: str) -> Amount:
    in_each_hand = " in each hand" if dose.load_count == 2 else ""
    per = KG_PER_LB if unit == "lb" else ONE
    weight = Amount("load_kg", f"Weight, {unit}{in_each_hand}", None, per=per, places=2)
    if not dose.load_kg:
        return weight
    return Amount(weight.name, weight.label, Range.of(weight.shown(dose.load_kg)), per=per, places=2)


def plain(number: Number) -> str:
    return f"{Decimal(number).normalize():f}"
