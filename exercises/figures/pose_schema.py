"""What may stand in a pose file. README.md in the folder of the poses explains every key to its authors."""

from collections.abc import Callable
from enum import StrEnum
from math import isfinite
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, create_model, model_validator

from exercises.data_files import FrozenData, Key

JOINTS: Final = (
    "pelvis", "chest", "c7", "head", "crown", "face", "occ", "lumb", "butt",
    *(joint + side for side in ("", "R", "L")
      for joint in ("hip", "knee", "ankle", "sh", "elbow", "wrist", "grip", "tip", "heel", "sole", "toe")),
    "ballR", "ballL",
)  # fmt: skip
FRAMES: Final = (
    "world", "pelvis", "thorax", "chest", "neck", "head",
    *(part + side for part in ("thigh", "shank", "foot", "uarm", "farm", "hand") for side in "RL"),
)  # fmt: skip
SURFACES: Final = (
    *(part + side for side in ("", "R", "L")
      for part in ("foot", "toes", "knee", "shin", "hand", "forearm", "elbow", "side")),
    "pelvis", "seat", "back", "head", "front",
)  # fmt: skip
PROP_KINDS: Final = (
    "mat", "box", "step", "stool", "stairs", "bench", "chair", "wall", "counter", "pillow", "towel", "water",
    "dumbbell", "kettlebell", "goblet", "weight_bag", "dowel", "band", "strap", "mini_band", "bar", "trap_bar",
    "backpack", "card", "carried_box", "weight_on_hips", "bike", "cross_trainer",
)  # fmt: skip

MOST_SHOWN = 4


def _numbers(value: Any, *, most: int, what: str) -> Any:
    listed = value if isinstance(value, list) else [value]
    if not 1 <= len(listed) <= most or not all(map(_is_number, listed)):
        raise ValueError(f"write {what}")
    return [float(n) for n in listed] if isinstance(value, list) else float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _angles(value: Any) -> Any:
    return _numbers(value, most=3, what="one to three angles in degrees, like 90 or [90, 10]")


def _centimetres(value: Any) -> Any:
    return _numbers(value, most=3, what="a place in centimetres, like [x, y, z]")


def _target(value: Any) -> Any:
    if not (isinstance(value, list) and value and isinstance(value[0], str)):
        if not isinstance(value, list) or len(value) != 3:
            raise ValueError("write a place like [44, 0, 10] or [hip@pelvis, 3, 8, 10]")
        return _centimetres(value)
    joint, _, frame = value[0].partition("@")
    if joint not in JOINTS:
        raise ValueError(f"'{joint}' is not a joint")
    if frame and frame not in FRAMES:
        raise ValueError(f"'{frame}' is not a body part to measure along")
    return [value[0], *_numbers(value[1:], most=3, what="three centimetres after the joint")]


def _fingers(value: Any) -> Any:
    if not isinstance(value, list) or len(value) != 6:
        raise ValueError("write six numbers: where the fingers point, then where the palm faces")
    return _numbers(value, most=6, what="six numbers")


def _joint(value: str) -> str:
    if value not in JOINTS:
        raise ValueError(f"'{value}' is not a joint")
    return value


def _pin(value: Any) -> Any:
    if not isinstance(value, list) or not value or value[0] not in JOINTS:
        raise ValueError("write a joint and where it stays, like [kneeL, 0]")
    return [value[0], *_numbers(value[1:] or [0.0], most=2, what="x and z in centimetres")]


def _rest(value: Any) -> Any:
    if not isinstance(value, dict) or not value:
        raise ValueError("write what rests at which height, like {foot: 0}")
    for name in value:
        if name not in SURFACES:
            raise ValueError(f"'{name}' is not a part that can rest on something")
    return {name: float(_numbers(height, most=1, what="a height in centimetres")) for name, height in value.items()}


def _or_nothing(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """null takes an inherited value away."""
    return lambda value: None if value is None else check(value)


Angles: TypeAlias = Annotated[Any, BeforeValidator(_or_nothing(_angles))]
Centimetres: TypeAlias = Annotated[Any, BeforeValidator(_or_nothing(_centimetres))]
Target: TypeAlias = Annotated[Any, BeforeValidator(_or_nothing(_target))]
Fingers: TypeAlias = Annotated[Any, BeforeValidator(_or_nothing(_fingers))]
Rest: TypeAlias = Annotated[Any, BeforeValidator(_or_nothing(_rest))]
Pin: TypeAlias = Annotated[Any, BeforeValidator(_or_nothing(_pin))]
Joint: TypeAlias = Annotated[str, AfterValidator(_joint)]
PropKind: TypeAlias = Literal[PROP_KINDS]  # type: ignore[valid-type]


class PropData(FrozenData):
    """One thing of the room or in a hand; which keys mean something depends on its kind."""

    kind: PropKind
    at: Centimetres = None
    size: Centimetres = None
    high: float | None = None
    faces: Literal[1, -1] | None = None
    across: bool | None = None
    cushion: bool | None = None
    hand: Literal["R", "L", "RL", "both"] | None = None
    bias: float | None = None
    layer: float | None = None
    radius: float | None = None
    hangs: Centimetres = None
    stands: Centimetres = None
    along: Literal["spine"] | None = None
    to: tuple[Joint, ...] | None = None
    start: Any = Field(default=None, alias="from")
    each: bool | None = None
    post: bool | None = None
    share: float | None = None


def _prop(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


Prop: TypeAlias = Annotated[PropData, BeforeValidator(_prop)]

# One side each (kneeR, kneeL) or both (knee).
PAIRED: Final[dict[str, Any]] = {
    "hip": Angles, "knee": Angles, "ankle": Angles, "shoulder": Angles, "elbow": Angles, "wrist": Angles,
    "girdle": Centimetres, "foot": Target, "toeout": float, "heel_up": float, "foot_pitch": float, "toes": float,
    "knee_to": Centimetres, "kneel": bool, "hand": Target, "fingers": Fingers, "elbow_to": Centimetres,
    "grip": bool, "arm_depth": float,
}  # fmt: skip
SINGLE: Final[dict[str, Any]] = {
    "lean": Angles, "lumbar": Angles, "thorax": Angles, "neck": Angles, "head": Angles, "pelvis": Centimetres,
    "rest_on": Rest, "pin": Pin, "crank": float, "slides": bool, "head_behind": bool, "props": tuple[Prop, ...],
}  # fmt: skip


def _field(kind: Any) -> tuple[Any, None]:
    return (kind | None if isinstance(kind, type) else kind, None)


_fields: dict[str, Any] = {name: _field(kind) for name, kind in SINGLE.items()}
_fields |= {name + side: _field(kind) for name, kind in PAIRED.items() for side in ("", "R", "L")}


class _Steps(FrozenData):
    """A pose starts from the one before; `like` and `mirror` start from another, counted from 1."""

    like: int | None = Field(default=None, ge=1)
    mirror: int | None = Field(default=None, ge=1)

    model_config = ConfigDict(frozen=True, extra="forbid")


PoseData: Any = create_model("PoseData", __base__=_Steps, **_fields)


class ArrowData(FrozenData):
    """From a joint (moved by `shift`) along `along` bent by `bend`, or along a joint's way between two poses."""

    at: Joint
    pose: int = Field(default=1, ge=1)
    shift: tuple[float, float] = (0, 0)
    along: tuple[float, float] | None = None
    bend: float = 0
    to: int | None = Field(default=None, ge=1)
    part: tuple[float, float] = (0.1, 0.9)


class Check(StrEnum):
    REACH = "reach"
    RANGE = "range"
    FLOOR = "floor"
    CONTACT = "contact"
    BALANCE = "balance"
    JUMP = "jump"
    ARROW = "arrow"


class AcceptData(FrozenData):
    """A remark of the checks that is right as it is, and why."""

    check: Check
    why: str = Field(min_length=10, max_length=200)
    pose: int | None = Field(default=None, ge=1)


class FigureData(FrozenData):
    """One exercise's drawing, or the name of the one that it looks like."""

    same_as: Key | None = None
    base: str = ""
    view: tuple[float, float] = (25, 8)
    props: tuple[Prop, ...] = ()
    set: PoseData | None = None
    poses: Annotated[tuple[PoseData, ...], Field(max_length=12)] = ()
    show: tuple[int, ...] | None = None
    arrows: tuple[ArrowData, ...] = ()
    moves: Literal["to and fro", "round", "no"] = "to and fro"
    seconds: float = Field(default=1.3, gt=0, le=6)
    pause: float = Field(default=0.7, ge=0, le=6)
    even: bool = False
    side: Literal["left", "right"] | None = None
    accept: tuple[AcceptData, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> "FigureData":
        if self.same_as and self.model_fields_set != {"same_as"}:
            raise ValueError("an exercise that looks like another one has no keys but same_as")
        if not self.same_as and not (self.base and self.poses):
            raise ValueError("write a base and at least one pose, or same_as")
        if len(self.show or self.poses) > MOST_SHOWN:
            raise ValueError(f"a still has room for {MOST_SHOWN} poses; say which, like show: [1, 3]")
        return self


Figures: TypeAlias = dict[Key, FigureData]


class BaseData(FrozenData):
    """A starting position that many exercises share."""

    base: str | None = None
    pose: PoseData


Bases: TypeAlias = dict[Key, BaseData]
