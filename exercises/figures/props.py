"""The things people exercise with, from the library's equipment list."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from shapely.geometry import LineString, Polygon

from exercises.figures.camera import Camera, Ellipsoid, ball, ellipsoid, one_piece
from exercises.figures.parts import Depths, Kind, Part, Shape
from exercises.figures.skeleton import SIDES, Skeleton
from exercises.figures.vectors import Turn, Vec, padded, unit, vec

Corner = Sequence[float] | Vec
Fills = tuple[str, str, str]  # front and back, top and bottom, near and far side
FLOOR, WALL, FURNITURE = -900.0, -950.0, -200.0
BOX: Fills = ("prop_dark", "prop", "prop")
MAT: Fills = ("mat_dark", "mat", "mat_dark")
WOOD: Fills = ("prop_dark", "wood", "wood")
METAL: Fills = ("metal", "metal_light", "metal")
CLOTH: Fills = ("cloth", "cloth", "cloth")


class Stage:
    """What a prop may look at: the camera, the solved body and its depths."""

    def __init__(self, camera: Camera, skeleton: Skeleton, depths: Depths, spec: dict[str, Any], key: str) -> None:
        self.camera, self.skeleton, self.depths, self.spec, self.key = camera, skeleton, depths, spec, key
        self.j, self.f = skeleton.joints, skeleton.frames
        self.at = padded(spec.get("at", 0))
        self.parts: list[Part] = []

    def layer(self, usual: float) -> float:
        return float(self.spec.get("layer", usual))

    def add(self, name: str, depth: float, *shapes: Shape) -> None:
        self.parts.append(Part(f"{self.key}-{name}", depth, shapes, prop=True))

    def cuboid(self, name: str, low: Corner, high: Corner, fills: Fills, depth: float) -> None:
        """Its visible faces; low and high corners are measured from where the prop stands."""
        corners = np.array([low, high], dtype=float) + self.at
        self.add(name, depth, *_faces(self.camera, corners, fills))

    def rod(self, name: str, a: Vec, b: Vec, radius: float, fill: str, depth: float) -> None:
        """Always four corners, so that it can move."""
        first, second = self.camera.flat(a), self.camera.flat(b)
        along = unit(second - first)
        aside = vec(-along[1], along[0]) * radius
        outline = Polygon([first + aside, second + aside, second - aside, first - aside])
        self.add(name, depth, Shape(outline, fill, Kind.CORNERS))

    def solid(self, chain: Sequence[Ellipsoid], fill: str, *, smooth: float = 0, opacity: float = 1) -> Shape:
        return Shape(self.camera.outline(chain, smooth=smooth), fill, opacity=opacity)


def prop_parts(camera: Camera, skeleton: Skeleton, props: list[Any], depths: Depths) -> list[Part]:
    parts: list[Part] = []
    for number, prop in enumerate(props):
        spec = {"kind": prop} if isinstance(prop, str) else prop
        stage = Stage(camera, skeleton, depths, spec, f"{spec['kind']}{number}")
        PROPS[spec["kind"]](stage)
        parts += stage.parts
    return parts


def _faces(camera: Camera, corners: np.ndarray, fills: Fills) -> list[Shape]:
    shapes = []
    for axis in range(3):
        for end, sign in ((1, 1), (0, -1)):
            outward = np.eye(3)[axis] * sign
            if (camera.turn @ outward)[2] <= 0.02:
                continue
            across = [other for other in range(3) if other != axis]
            ring = []
            for first, second in ((0, 0), (1, 0), (1, 1), (0, 1)):
                corner = np.zeros(3)
                corner[axis] = corners[end, axis]
                corner[across[0]], corner[across[1]] = corners[first, across[0]], corners[second, across[1]]
                ring.append(camera.flat(corner))
            shapes.append(Shape(Polygon(ring), fills[axis], Kind.CORNERS))
    return shapes


def _disc(centre: Vec, axis: Vec, radius: float, half: float) -> list[Ellipsoid]:
    side = unit(np.cross(axis, vec(0.31, 0.2, 0.9)))
    frame: Turn = np.column_stack([side, axis, np.cross(side, axis)])
    return [ellipsoid(centre + axis * way * half, frame, (radius, 0.05, radius)) for way in (-1, 1)]


# --- what stands or lies in the room ------------------------------------------------------------


def mat(stage: Stage) -> None:
    long, wide = stage.spec.get("size", [190, 62])[:2]
    stage.cuboid("mat", (-long / 2, -1.2, -wide / 2), (long / 2, 0, wide / 2), MAT, FLOOR)


def box(stage: Stage) -> None:
    long, high, wide = stage.spec.get("size", [40, 20, 60])
    stage.cuboid("box", (-long / 2, 0, -wide / 2), (long / 2, high, wide / 2), BOX, stage.layer(FURNITURE))


def stairs(stage: Stage) -> None:
    tread, rise, wide = stage.spec.get("size", [28, 17, 90])
    for step in range(4):
        low = (tread * step, 0, -wide / 2)
        high = (tread * 4, rise * (step + 1), wide / 2)
        stage.cuboid(f"step{step}", low, high, BOX, FURNITURE - 10 + step)


def bench(stage: Stage) -> None:
    long, high, wide = stage.spec.get("size", [34, 42, 90])
    depth = stage.layer(FURNITURE)
    for number, (x, z) in enumerate(((-1, -1), (1, -1), (-1, 1), (1, 1))):
        middle = vec(x * (long / 2 - 5), 0, z * (wide / 2 - 7))
        stage.cuboid(f"leg{number}", middle - vec(2, 0, 2), middle + vec(2, high - 8, 2), METAL, depth - 1 + number / 9)
    stage.cuboid("seat", (-long / 2, high - 8, -wide / 2), (long / 2, high, wide / 2), MAT, depth)


def chair(stage: Stage) -> None:
    """A kitchen chair; `faces: -1` turns it round, `layer` brings it in front of the figure."""
    high, half = float(stage.spec.get("high", 45)), 21.0
    way, depth = stage.spec.get("faces", 1), stage.layer(-300)

    def piece(number: int, low: tuple[float, ...], far: tuple[float, ...], fills: Fills) -> None:
        ends = np.array([low, far])
        if way < 0:
            ends[:, 0] = -ends[::-1, 0]
        stage.cuboid(f"piece{number}", ends[0], ends[1], fills, depth + number)

    post = 3.5
    piece(0 if way > 0 else 3, (-half, 0, -half), (-half + post, 88, -half + post), WOOD)
    piece(1, (half - post, 0, -half), (half, high - 4, -half + post), WOOD)
    piece(2 if way > 0 else 4, (-half, high + 16, -half + post), (-half + 3, 88, half - post), BOX)
    piece(3 if way > 0 else 2, (-half, high - 4, -half), (half, high, half), BOX)
    piece(4 if way > 0 else 5, (half - post, 0, half - post), (half, high - 4, half), WOOD)
    piece(5 if way > 0 else 6, (-half, 0, half - post), (-half + post, 88, half), WOOD)
    if stage.spec.get("cushion"):
        stage.cuboid("cushion", (-19, high, -19), (19, high + 8, 19), CLOTH, depth + 7)


def wall(stage: Stage) -> None:
    """Across the room in front of or behind the figure; `across: true` along its side."""
    across = stage.spec.get("across")
    half = padded(stage.spec.get("size", 140 if across else 100))[0] / 2
    if across:
        stage.cuboid("wall", (-half, 0, 0), (half, 190, 5), MAT, WALL)
    else:
        stage.cuboid("wall", (0, 0, -half), (5, 190, half), MAT, WALL)


def counter(stage: Stage) -> None:
    long, high, wide = stage.spec.get("size", [46, 88, 90])
    depth = stage.layer(FURNITURE)
    stage.cuboid("front", (-long / 2 + 3, 0, -wide / 2 + 2), (long / 2, high - 4, wide / 2 - 2), BOX, depth)
    stage.cuboid("top", (-long / 2, high - 4, -wide / 2), (long / 2, high, wide / 2), WOOD, depth + 1)


def pillow(stage: Stage) -> None:
    half = stage.spec.get("size", [15, 4.5, 20])
    stage.add("pillow", stage.layer(-150), stage.solid([ellipsoid(stage.at, np.eye(3), half)], "cloth"))


def water(stage: Stage) -> None:
    """The pool's surface in front of the figure, up to `high`."""
    long, high, wide = stage.spec.get("size", [210, 100, 100])
    corners = np.array([(-long / 2, 0, -wide / 2), (long / 2, high, wide / 2)]) + stage.at
    back, top, front = (_faces(stage.camera, corners, ("water_deep", "water", "water")))[-3:]
    stage.add("far", FLOOR, Shape(top.outline, "water", Kind.CORNERS))
    for number, face in enumerate((back, front)):
        stage.add(f"near{number}", 900 + number, Shape(face.outline, face.fill, Kind.CORNERS, opacity=0.45))


# --- what is held, worn or pulled ---------------------------------------------------------------


def dumbbell(stage: Stage) -> None:
    for side, _ in SIDES:
        if side not in stage.spec.get("hand", "RL"):
            continue
        grip, axis = stage.j["grip" + side], stage.f["hand" + side][:, 0]
        radius = stage.spec.get("radius", 6.0)
        shapes = [stage.solid(_disc(grip, axis, 1.5, 9), "metal_light")]
        shapes += [stage.solid(_disc(grip + axis * way * 9.5, axis, radius, 3.2), "metal") for way in (1, -1)]
        stage.add(side, stage.depths.hand[side] + stage.spec.get("bias", -0.5), *shapes)


def kettlebell(stage: Stage) -> None:
    """Hangs straight down from the hand; `hand: both` hangs from between both, `resting` stands on the floor."""
    if "stands" in stage.spec:
        return _bell(stage, "bell", padded(stage.spec["stands"]) + vec(0, 25, 0), vec(0, 0, 1), vec(0, -1, 0), -50)
    if stage.spec.get("hand") == "both":
        middle = (stage.j["gripR"] + stage.j["gripL"]) / 2
        return _bell(stage, "bell", middle, vec(0, 0, 1), vec(0, -1, 0), stage.depths.nearest_hand - 0.5)
    for side in stage.spec.get("hand", "R"):
        grip, axis = stage.j["grip" + side], stage.f["hand" + side][:, 0]
        hangs = unit(padded(stage.spec.get("hangs", [0, -1, 0])))
        _bell(stage, side, grip, axis, hangs, stage.depths.hand[side] + stage.spec.get("bias", -0.5))
    return None


def _bell(stage: Stage, name: str, grip: Vec, along: Vec, down: Vec, depth: float) -> None:
    across = unit(along - down * (along @ down))
    normal = np.cross(across, down)
    ring = [(5.2, 9.0), (5.8, 4.0), (3.8, 0.0), (-3.8, 0.0), (-5.8, 4.0), (-5.2, 9.0)]
    line = LineString([stage.camera.flat(grip + across * x + down * y) for x, y in ring])
    handle = one_piece(line.buffer(1.7), smooth=0.5)
    foot = ellipsoid(grip + down * 24, np.column_stack([across, down, normal]), (6, 0.5, 6))
    bell = stage.solid([ball(grip + down * 16.5, 9.3), foot], "metal", smooth=0.4)
    stage.add(name, depth, Shape(handle, "metal_light"), bell)


def goblet(stage: Stage) -> None:
    """One dumbbell held upright by its upper end, in front of the chest."""
    up = stage.f["chest"][:, 1]
    middle = (stage.j["gripR"] + stage.j["gripL"]) / 2 + stage.f["chest"][:, 0] * 1.5
    stage.add(
        "bell",
        stage.depths.nearest_hand - 1,
        stage.solid(_disc(middle - up * 9, up, 2, 6), "metal_light"),
        stage.solid(_disc(middle - up * 20, up, 8, 4), "metal"),
        stage.solid(_disc(middle + up * 4, up, 8, 4), "metal"),
    )


def weight_bag(stage: Stage) -> None:
    """One weight held in front with both hands, arms hanging."""
    middle = (stage.j["gripR"] + stage.j["gripL"]) / 2
    axis = unit(stage.f["pelvis"][:, 2])
    shapes = [stage.solid(_disc(middle, axis, 1.6, 14), "metal_light")]
    shapes += [stage.solid(_disc(middle + axis * way * 12, axis, 7, 4), "metal") for way in (-1, 1)]
    stage.add("bell", stage.depths.nearest_hand + stage.spec.get("bias", -0.5), *shapes)


def dowel(stage: Stage) -> None:
    """A broomstick: along the back (`along: spine`) or through both hands."""
    if stage.spec.get("along"):
        low = stage.j["pelvis"] + stage.f["pelvis"] @ vec(-13.8, -14, 0)
        high = stage.j["head"] + stage.f["head"] @ vec(-13.2, 20, 0)
        way = unit(high - low)
        stage.rod("stick", low - way * 4, high + way * 10, 1.3, "wood", stage.layer(-4))
        return
    way = unit(stage.j["gripR"] - stage.j["gripL"])
    stage.rod("stick", stage.j["gripL"] - way * 22, stage.j["gripR"] + way * 22, 1.3, "wood", stage.layer(0))


def band(stage: Stage) -> None:
    """From joints or a place in the room to one or two joints; `post` is where it is fixed."""
    ends = [stage.j[joint] for joint in stage.spec.get("to", ["gripR", "gripL"])]
    start = stage.spec["from"]
    fixed = stage.j[start] if isinstance(start, str) else padded(start)
    depth = stage.layer(stage.depths.nearest_hand + stage.spec.get("bias", 1))
    targets = ends if stage.spec.get("each") else [sum(ends) / len(ends)]
    for number, end in enumerate(targets):
        stage.rod(f"band{number}", fixed, end + unit(fixed - end) * -2, 0.9, "band", depth + number / 9)
    if stage.spec.get("post"):
        x, y, z = fixed
        stage.rod("post", vec(x, 0, z), vec(x, max(y + 15, 60), z), 2.2, "metal_light", -940)
        stage.add("ring", -930, stage.solid([ball(fixed, 3.2)], "metal"))


def mini_band(stage: Stage) -> None:
    """A loop round both shins, above the ankles or below the knees."""
    share = stage.spec.get("share", 0.78)
    ends = []
    for side, _ in SIDES:
        knee, ankle, frame = stage.j["knee" + side], stage.j["ankle" + side], stage.f["shank" + side]
        ends.append(ellipsoid(knee + (ankle - knee) * share, frame, (5.2, 1.7, 5.0)))
    stage.add("loop", stage.depths.trunk + 90, stage.solid(ends, "band"))


def bar(stage: Stage) -> None:
    """A barbell through both hands (or on the back, where the hands hold it)."""
    way = unit(stage.j["gripR"] - stage.j["gripL"])
    left, right = stage.j["gripL"] - way * 30, stage.j["gripR"] + way * 30
    depth = stage.layer(stage.depths.nearest_hand - 1)
    to_chest = stage.f["chest"][:, 0]
    is_behind = float(((left + right) / 2 - stage.j["chest"]) @ to_chest) < 0 < float((stage.camera.turn @ to_chest)[2])
    stage.rod("bar", left, right, 1.3, "metal_light", stage.depths.trunk - 1 if is_behind else depth)
    for name, end, sign in (("R", right, 1), ("L", left, -1)):
        near = stage.camera.depth(end) > stage.camera.depth((left + right) / 2)
        disc = stage.solid(_disc(end - way * sign * 6, way, 19, 2), "metal")
        stage.add(name, depth + 95 if near else -60, disc)


def trap_bar(stage: Stage) -> None:
    """A frame round the legs with a handle at each side and a disc at each end."""
    middle = (stage.j["gripR"] + stage.j["gripL"]) / 2
    ring = [(30, -22), (30, 22), (0, 34), (-30, 22), (-30, -22), (0, -34)]
    places = [middle + vec(x, 0, z) for x, z in ring]
    for number, place in enumerate(places):
        following = places[(number + 1) % len(places)]
        behind = stage.camera.depth((place + following) / 2) < stage.camera.depth(middle)
        stage.rod(f"side{number}", place, following, 1.5, "metal_light", -60 if behind else stage.depths.trunk + 80)
    for name, sign in (("R", 1), ("L", -1)):
        near = stage.camera.depth(vec(0, 0, sign)) > 0
        depth = stage.depths.trunk + 90 if near else -70
        stage.rod(f"sleeve{name}", middle + vec(0, 0, sign * 34), middle + vec(0, 0, sign * 52), 2, "metal", depth)
        disc = stage.solid(_disc(middle + vec(0, 0, sign * 46), vec(0, 0, 1), 19, 2.5), "metal")
        stage.add(name, depth + 1, disc)


def backpack(stage: Stage) -> None:
    thorax, chest = stage.f["thorax"], stage.j["chest"]

    def lump(x: float, y: float, sizes: tuple[float, float, float]) -> Ellipsoid:
        return ellipsoid(chest + thorax @ vec(x, y, 0), thorax, sizes)

    bag = [lump(-15, -14, (8, 5, 13)), lump(-17, 0, (9, 8, 13.5)), lump(-14, 14, (6.5, 5, 11))]
    pocket = [lump(-22, -12, (5, 4, 9)), lump(-22.5, -3, (5, 4, 9))]
    behind = float((stage.camera.turn @ thorax[:, 0])[2]) < 0
    depth = stage.depths.trunk + (2 if behind else -2)
    stage.add("bag", depth, stage.solid(bag, "band", smooth=0.5), stage.solid(pocket, "band_dark", smooth=0.3))
    for side, sign in SIDES:
        if behind or float((stage.camera.turn @ thorax @ vec(0.4, 0, sign))[2]) < 0:
            continue
        strap = [(-9, 15.5, 10), (1, 17.5, 10.5), (8.5, 12, 11), (11, 2, 12.5), (8, -9, 14.5), (-4, -13, 15.5)]
        line = LineString([stage.camera.flat(chest + thorax @ vec(x, y, sign * z)) for x, y, z in strap])
        stage.add(f"strap{side}", stage.depths.trunk + 0.3, Shape(one_piece(line.buffer(1.7)), "band_dark"))


def card(stage: Stage) -> None:
    """A sheet or a book between the hands, facing the reader."""
    middle = (stage.j["gripR"] + stage.j["gripL"]) / 2
    across = unit(stage.j["gripR"] - stage.j["gripL"])
    up = unit(stage.j["face"] - middle - across * ((stage.j["face"] - middle) @ across))
    up = unit(np.cross(across, np.cross(up, across)) * 0.4 + vec(0.75, 0.5, 0))
    ring = [(-12, -6), (12, -6), (12, 12), (-12, 12)]
    outline = Polygon([stage.camera.flat(middle + across * x + up * y) for x, y in ring])
    stage.add("card", stage.depths.nearest_hand + stage.spec.get("bias", -1), Shape(outline, "cloth", Kind.CORNERS))


def carried_box(stage: Stage) -> None:
    """A light box between both hands."""
    middle = (stage.j["gripR"] + stage.j["gripL"]) / 2
    long, high, wide = stage.spec.get("size", [26, 22, 34])
    stage.at = middle + vec(2, 3, 0) - vec(0, high / 2, 0)
    stage.cuboid(
        "box", (-long / 2, 0, -wide / 2), (long / 2, high, wide / 2), BOX, min(stage.depths.hand.values()) + 0.5
    )


def weight_on_hips(stage: Stage) -> None:
    """A dumbbell across the hips, on a folded towel."""
    place = stage.j["pelvis"] + stage.f["pelvis"] @ vec(16.5, 1, 0)
    towel = [ellipsoid(stage.j["pelvis"] + stage.f["pelvis"] @ vec(12, 1, 0), stage.f["pelvis"], (2.5, 9, 15))]
    axis = stage.f["pelvis"][:, 2]
    shapes = [stage.solid(towel, "cloth"), stage.solid(_disc(place, axis, 2, 12), "metal_light")]
    shapes += [stage.solid(_disc(place + axis * way * 13, axis, 8, 4), "metal") for way in (-1, 1)]
    stage.add("bell", stage.depths.trunk + 9.5, *shapes)


# --- machines -----------------------------------------------------------------------------------


def bike(stage: Stage) -> None:
    hub, body = vec(20, 31.5, 0), stage.depths.trunk
    wheel = [ellipsoid(vec(62, 33, 0), np.eye(3), (27, 27, 4))]
    inner = [ellipsoid(vec(62, 33, 4), np.eye(3), (15, 15, 0.5))]
    stage.rod("foot-back", vec(-24, 3, -16), vec(-24, 3, 16), 3, "metal", -70)
    stage.rod("foot-front", vec(78, 3, -16), vec(78, 3, 16), 3, "metal", -69)
    stage.rod("beam", vec(-24, 4, 0), vec(78, 4, 0), 3, "metal_light", -68)
    stage.add("wheel", -60, stage.solid(wheel, "metal_light"), stage.solid(inner, "prop"))
    stage.rod("stem", vec(44, 6, 0), vec(52, 100, 0), 3.2, "metal", -59)
    stage.rod("post", vec(20, 6, 0), vec(0, 76, 0), 3.2, "metal", -58)
    stage.rod("neck", vec(52, 100, 0), vec(60, 108, 0), 2.4, "metal", -57)
    stage.rod("handle", vec(60, 108, -20), vec(60, 108, 20), 2, "metal_light", -56)
    saddle = [ellipsoid(vec(-9, 79, 0), np.eye(3), (8, 3, 10)), ellipsoid(vec(9, 80, 0), np.eye(3), (6, 2.4, 4))]
    stage.add("saddle", -55, stage.solid(saddle, "metal"))
    for side, sign in SIDES:
        pedal = stage.j["sole" + side] + stage.f["foot" + side] @ vec(9, -1.5, 0)
        near = sign > 0
        end = vec(pedal[0], pedal[1], sign * 6)
        stage.rod(f"crank{side}", hub + vec(0, 0, sign * 6), end, 1.8, "metal_light", body + 0.2 if near else -50)
        wide = vec(0, 0, 5)
        stage.rod(f"pedal{side}", pedal - wide, pedal + wide, 1.8, "metal", body + 0.3 if near else -49)
    stage.add("hub", body + 0.1, stage.solid([ellipsoid(hub + vec(0, 0, 5), np.eye(3), (8, 8, 1))], "metal"))


def cross_trainer(stage: Stage) -> None:
    drum = [ellipsoid(vec(58, 30, 0), np.eye(3), (26, 26, 6))]
    stage.rod("foot-back", vec(-70, 3, -18), vec(-70, 3, 18), 3, "metal", -72)
    stage.rod("foot-front", vec(84, 3, -18), vec(84, 3, 18), 3, "metal", -71)
    stage.rod("beam", vec(-70, 4, 0), vec(84, 4, 0), 3, "metal_light", -70)
    stage.add("drum", -60, stage.solid(drum, "metal_light"))
    stage.rod("stem", vec(58, 20, 0), vec(52, 132, 0), 3, "metal", -59)
    stage.add("screen", -58, stage.solid([ball(vec(51, 134, 0), 6)], "metal"))
    for side, sign in SIDES:
        sole, grip = stage.j["sole" + side], stage.j["grip" + side]
        depth = stage.depths.trunk - 1 if sign > 0 else -55
        stage.rod(f"rail{side}", sole + vec(-14, -3, 0), vec(58, 26, sign * 8), 2.2, "metal", depth)
        stage.rod(f"plate{side}", sole + vec(-12, -2, 0), sole + vec(20, -2, 0), 2, "metal_light", depth + 0.5)
        stage.rod(f"lever{side}", vec(56, 34, sign * 12), grip + vec(2, 8, 0), 1.7, "metal_light", depth + 0.3)


PROPS: Final[dict[str, Callable[[Stage], None]]] = {
    "mat": mat, "box": box, "step": box, "stool": box, "stairs": stairs, "bench": bench, "chair": chair, "wall": wall,
    "counter": counter, "pillow": pillow, "towel": pillow, "water": water, "dumbbell": dumbbell,
    "kettlebell": kettlebell, "goblet": goblet, "weight_bag": weight_bag, "dowel": dowel, "band": band, "strap": band,
    "mini_band": mini_band, "bar": bar, "trap_bar": trap_bar, "backpack": backpack, "card": card,
    "carried_box": carried_box, "weight_on_hips": weight_on_hips, "bike": bike, "cross_trainer": cross_trainer,
}  # fmt: skip
