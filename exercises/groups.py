"""The long lists of words, grouped as people look for them in a form; used wherever they are ticked."""

from exercises.vocabulary import Equipment, Precaution

PRECAUTION_GROUPS = {
    "Bones and impact": ("osteo_flexion", "osteo_twist", "vertebral_fracture", "impact"),
    "Back and legs": (
        "flexion_irritable", "extension_irritable", "leg_symptoms", "stenosis_extension",
        "spondylolisthesis_extension", "spinal_surgery", "abdominal_surgery",
    ),
    "Pregnancy and after": (
        "preg_supine", "preg_prone", "preg_abdominal", "preg_heavy", "postnatal_early", "pelvic_girdle", "pelvic_floor",
    ),
    "Joints": ("hip_replacement", "knee_deep_flexion", "kneeling", "wrist_load", "shoulder_overhead"),
    "Balance and the floor": ("balance_falls", "floor_transfer"),
    "Heart and head": ("bp_heavy_isometric", "cardiac_clearance", "head_low"),
    "Breath, skin and water": ("breath_anxiety", "skin_band", "water_safety"),
}  # fmt: skip
EQUIPMENT_GROUPS = {
    "Around the house": ("chair", "wall", "step", "stairs", "counter", "box", "bench", "dowel", "backpack", "strap"),
    "Mats and bands": ("mat", "band", "mini_band"),
    "Weights": ("dumbbell", "kettlebell", "barbell", "trap_bar"),
    "Elsewhere": ("bike", "cross_trainer", "pool"),
}
Grouped = list[tuple[str, list[tuple[str, str]]]]


def grouped(groups: dict[str, tuple[str, ...]], words: type[Precaution] | type[Equipment]) -> Grouped:
    return [(name, [(key, words(key).label.rstrip(".")) for key in keys]) for name, keys in groups.items()]
