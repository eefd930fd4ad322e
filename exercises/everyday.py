"""How therapists say it: numbers, shorthand, spellings, and everyday words for the tags of the library.

Plain tables for the search to read; add a line where a word of yours is missing.
"""

from exercises.vocabulary import Equipment, Foundation, Pattern, Pillar, Position, Region

# Words that may be typed or left out.
FILLING = {
    "a", "against", "an", "and", "at", "by", "exercise", "for", "from", "in", "into", "of", "off", "on", "or", "the",
    "to", "using", "with",
}  # fmt: skip

NUMBERS = {
    "1": "one", "single": "one", "2": "to", "two": "to", "too": "to", "3": "three", "4": "four", "5": "five",
    "6": "six",
}  # fmt: skip

SPELLINGS = {
    "behavioural": "behavioral", "calves": "calf", "centre": "center", "colour": "color", "fibre": "fiber",
    "metre": "meter", "mobilisation": "mobilization", "mobilise": "mobilize", "practise": "practice",
    "programme": "program", "stabilisation": "stabilization", "stabilise": "stabilize",
}  # fmt: skip

SHORTHAND = {
    "abd": "abduction", "add": "adduction", "bb": "barbell", "bor": "bent over row",
    "bw": "bodyweight", "db": "dumbbell",
    "dktc": "double knee to chest", "dl": "deadlift", "ext": "extension", "flex": "flexion",
    "gm": "good morning", "ham": "hamstring", "hk": "half kneeling", "kb": "kettlebell",
    "lat": "lateral", "lb": "lower back", "lbp": "lower back", "ltr": "lower trunk rotation", "oh": "overhead",
    "pmr": "progressive muscle relaxation", "ppt": "pelvic tilt", "rdl": "romanian deadlift", "rev": "reverse",
    "rot": "rotation", "sktc": "single knee to chest", "sl": "single leg", "slr": "straight leg raise",
    "sls": "single leg stand", "slsq": "single leg squat", "sts": "sit to stand", "ta": "abdominal brace",
    "tb": "trap bar", "tra": "abdominal brace", "tva": "abdominal brace",
}  # fmt: skip

NO_EQUIPMENT = "no equipment no kit bodyweight"

# Beside the label of each tag; precautions are not searched, they are there to be avoided.
WORDS: dict[str, str] = {
    Pillar.STR: "strengthening resistance",
    Pillar.MOB: "flexibility stretching stretch rom range",
    Pillar.END: "stamina control stability motor control",
    Pillar.AER: "cardio fitness cv cardiovascular conditioning",
    Pillar.PSY: "psychosocial mindset psychological",
    Foundation.HINGE: "hinging bending",
    Foundation.GLUTE: "gluteal bum buttock",
    Foundation.BRACE: "core stability stabilisation",
    Foundation.CARRY: "loaded carry grip",
    Foundation.RELOAD: "graded loading return to lifting",
    Pattern.HIP_ABDUCTION: "glute med medius side hip",
    Pattern.HIP_EXTENSION: "glute max maximus",
    Pattern.TRANSFER: "transfers functional",
    Pattern.BALANCE: "proprioception falls",
    Pattern.GAIT: "gait",
    Pattern.AEROBIC_CYCLIC: "low impact",
    Pattern.FLEXION: "lumbar flexion",
    Pattern.EXTENSION: "lumbar extension",
    Pattern.THORACIC_MOBILITY: "thoracic",
    Pattern.EXPOSURE: "graded exposure",
    Region.LUMBAR: "low back lumbar lbp",
    Region.THORACIC: "mid back thoracic t spine",
    Region.GLUTES: "gluteal buttock bum",
    Region.THIGH: "quad quadriceps hamstring adductor",
    Region.KNEE: "patellofemoral",
    Region.CALF_ANKLE: "achilles gastroc soleus foot plantarflexor",
    Region.SHOULDER: "scapula rotator cuff",
    Region.ABDOMEN: "abs core tummy stomach",
    Region.TRUNK: "core",
    Region.WHOLE_BODY: "full body",
    Region.MIND: "mental stress",
    Position.SUPINE: "supine lie on back",
    Position.CROOK_LYING: "crook lying hook lying supine",
    Position.SIDE_LYING: "side lying sidelying",
    Position.PRONE: "prone tummy lie on front",
    Position.QUADRUPED: "all fours quadruped four point kneeling",
    Position.TALL_KNEELING: "tall kneeling",
    Position.HALF_KNEELING: "half kneeling",
    Position.SEATED: "seated chair based",
    Position.STANDING: "upright",
    Position.SPLIT_STANCE: "split stance staggered",
    Position.SINGLE_LEG: "single leg unilateral",
    Position.WATER: "hydrotherapy hydro aquatic",
    Equipment.BAND: "theraband elastic tubing cable",
    Equipment.MINI_BAND: "theraloop mini band booty band",
    Equipment.DUMBBELL: "weight bottle",
    Equipment.KETTLEBELL: "weight",
    Equipment.BACKPACK: "rucksack",
    Equipment.COUNTER: "kitchen",
    Equipment.STRAP: "towel",
    Equipment.BIKE: "bicycle ergometer",
    Equipment.POOL: "aqua",
    Equipment.CROSS_TRAINER: "elliptical",
}
