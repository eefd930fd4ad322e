"""The closed vocabularies of the exercise library: codes for the database, words for people.

The codes are stored in rows and in data files and never change without a data migration;
the labels may. Order matters: it is the order in which people see the choices.
"""

from django.db import models


class Pillar(models.TextChoices):
    """The five sides of whole-body rehab; every exercise serves one first of all."""

    STR = "STR", "Strength"
    MOB = "MOB", "Movement and mobility"
    END = "END", "Endurance and coordination"
    AER = "AER", "Aerobic"
    PSY = "PSY", "Mind and habits"


class Foundation(models.TextChoices):
    """The five foundations of confident movement; an exercise has one or none."""

    HINGE = "HINGE", "Hip hinge"
    GLUTE = "GLUTE", "Glute strength"
    BRACE = "BRACE", "Bracing and anti-rotation"
    CARRY = "CARRY", "Carrying"
    RELOAD = "RELOAD", "Gradual reloading"
    NONE = "NONE", "No foundation"


class Pattern(models.TextChoices):
    """What the body does, or what kind of activity it is."""

    HINGE = "hinge", "Hinge"
    SQUAT = "squat", "Squat"
    LUNGE = "lunge", "Lunge"
    STEP_UP = "step_up", "Step up"
    HIP_EXTENSION = "hip_extension", "Hip extension"
    HIP_ABDUCTION = "hip_abduction", "Hip abduction"
    ANTI_EXTENSION = "anti_extension", "Anti-extension"
    ANTI_ROTATION = "anti_rotation", "Anti-rotation"
    ANTI_LATERAL_FLEXION = "anti_lateral_flexion", "Anti-side-bend"
    BRACE = "brace", "Brace"
    CARRY = "carry", "Carry"
    LIFT = "lift", "Lift"
    PULL_HORIZONTAL = "pull_horizontal", "Pull, horizontal"
    PULL_VERTICAL = "pull_vertical", "Pull, vertical"
    PUSH_HORIZONTAL = "push_horizontal", "Push, horizontal"
    PUSH_VERTICAL = "push_vertical", "Push, vertical"
    ROTATION = "rotation", "Rotation"
    FLEXION = "flexion", "Bending forwards"
    EXTENSION = "extension", "Bending backwards"
    SIDE_BEND = "side_bend", "Side bend"
    HIP_MOBILITY = "hip_mobility", "Hip mobility"
    THORACIC_MOBILITY = "thoracic_mobility", "Upper-back mobility"
    SHOULDER_MOBILITY = "shoulder_mobility", "Shoulder mobility"
    ANKLE = "ankle", "Ankle"
    BALANCE = "balance", "Balance"
    GAIT = "gait", "Walking"
    TRANSFER = "transfer", "Getting up and down"
    AEROBIC_CYCLIC = "aerobic_cyclic", "Cycling, swimming and the like"
    MIND_BODY = "mind_body", "Mind and body class"
    BREATHING = "breathing", "Breathing"
    RELAXATION = "relaxation", "Relaxation"
    EDUCATION = "education", "Education"
    EXPOSURE = "exposure", "Facing a worry step by step"
    PLANNING = "planning", "Planning"
    HABIT = "habit", "Daily habit"


class Region(models.TextChoices):
    """Where the work is felt."""

    LUMBAR = "lumbar", "Lower back"
    THORACIC = "thoracic", "Upper back"
    HIP = "hip", "Hip"
    GLUTES = "glutes", "Glutes"
    THIGH = "thigh", "Thigh"
    KNEE = "knee", "Knee"
    CALF_ANKLE = "calf_ankle", "Calf and ankle"
    SHOULDER = "shoulder", "Shoulder"
    ARM = "arm", "Arm"
    ABDOMEN = "abdomen", "Abdomen"
    TRUNK = "trunk", "Trunk"
    WHOLE_BODY = "whole_body", "Whole body"
    MIND = "mind", "Mind"


class Laterality(models.TextChoices):
    """How the two sides share the work."""

    BILATERAL = "bilateral", "Both sides together"
    PER_SIDE = "per_side", "Finish one side, then the other"
    ALTERNATING = "alternating", "Take turns, counted each side"
    NA = "na", "Sides do not matter"


class Position(models.TextChoices):
    """The position the body starts in."""

    SUPINE = "supine", "Lying on the back"
    CROOK_LYING = "crook_lying", "Lying on the back, knees bent"
    SIDE_LYING = "side_lying", "Lying on the side"
    PRONE = "prone", "Lying face down"
    QUADRUPED = "quadruped", "On hands and knees"
    TALL_KNEELING = "tall_kneeling", "Kneeling tall"
    HALF_KNEELING = "half_kneeling", "Half kneeling"
    SEATED = "seated", "Sitting"
    STANDING = "standing", "Standing"
    SPLIT_STANCE = "split_stance", "Standing, one foot in front"
    SINGLE_LEG = "single_leg", "Standing on one leg"
    WALKING = "walking", "Walking"
    WATER = "water", "In water"
    ANY = "any", "Any position"


class Equipment(models.TextChoices):
    """What it takes; household swaps count (a backpack or a bottle is a weight)."""

    NONE = "none", "Nothing"
    MAT = "mat", "Mat"
    CHAIR = "chair", "Chair"
    WALL = "wall", "Wall"
    STEP = "step", "Step"
    DOWEL = "dowel", "Broomstick or dowel"
    BAND = "band", "Resistance band"
    MINI_BAND = "mini_band", "Loop band"
    DUMBBELL = "dumbbell", "Dumbbell"
    KETTLEBELL = "kettlebell", "Kettlebell"
    BARBELL = "barbell", "Barbell"
    TRAP_BAR = "trap_bar", "Trap bar"
    BACKPACK = "backpack", "Backpack"
    BENCH = "bench", "Bench or sofa edge"
    BOX = "box", "Box or stool"
    COUNTER = "counter", "Worktop or counter"
    STRAP = "strap", "Strap or belt"
    BIKE = "bike", "Bike"
    POOL = "pool", "Pool"
    CROSS_TRAINER = "cross_trainer", "Cross-trainer"
    STAIRS = "stairs", "Stairs"
    APP = "app", "This app"


class ProgressionMode(models.TextChoices):
    """By what the next step is judged."""

    PERFORMANCE = "performance", "By how well the sets go"
    PAIN_MONITORED = "pain_monitored", "By pain during and the next morning"
    QUOTA = "quota", "By a planned quota of time"
    EXPOSURE = "exposure", "By worry, with the therapist"
    FIXED = "fixed", "Stays as it is"


class PhaseKind(models.TextChoices):
    """The stages of a programme; `any` is a hint on an exercise that suits them all."""

    STABILITY = "stability", "Stability"
    STRENGTH = "strength", "Strength"
    CONFIDENCE = "confidence", "Confidence"
    MAINTAIN = "maintain", "Keep going"
    ANY = "any", "Any phase"


class DoseMode(models.TextChoices):
    """What is counted."""

    REPS = "reps", "Repetitions"
    HOLD = "hold", "Holds in seconds"
    WORK_TIME = "work_time", "Timed sets"
    DISTANCE = "distance", "Distance in metres"
    MINUTES = "minutes", "Minutes"
    ACTIVITY = "activity", "Times done"


class LoadType(models.TextChoices):
    """What makes it heavy."""

    BODYWEIGHT = "bodyweight", "Body weight"
    EXTERNAL_KG = "external_kg", "Weight in kilograms"
    BAND = "band", "Band"
    ASSISTED = "assisted", "With help"
    NONE = "none", "No load"


class Precaution(models.TextChoices):
    """What a therapist thinks of before prescribing: a warning with a reason, never a lock.

    Defaults that need the review of a registered physiotherapist.
    """

    OSTEO_FLEXION = "osteo_flexion", "Osteoporosis: bends the spine far forwards."
    OSTEO_TWIST = "osteo_twist", "Osteoporosis: twists the spine."
    VERTEBRAL_FRACTURE = (
        "vertebral_fracture",
        "Vertebral fracture: puts more load on the spine.",
    )
    IMPACT = "impact", "Impact: has landings or jolts."
    FLEXION_IRRITABLE = (
        "flexion_irritable",
        "Bending forwards brings symptoms on: bends the back forwards.",
    )
    EXTENSION_IRRITABLE = (
        "extension_irritable",
        "Bending backwards brings symptoms on: can arch the back.",
    )
    LEG_SYMPTOMS = (
        "leg_symptoms",
        "Leg symptoms: watch for pain moving further down the leg.",
    )
    STENOSIS_EXTENSION = "stenosis_extension", "Spinal stenosis: arches the back."
    SPONDYLOLISTHESIS_EXTENSION = (
        "spondylolisthesis_extension",
        "Spondylolisthesis: arches the back.",
    )
    SPINAL_SURGERY = (
        "spinal_surgery",
        "Spinal surgery: check the surgeon's advice on load first.",
    )
    ABDOMINAL_SURGERY = (
        "abdominal_surgery",
        "Abdominal surgery: works the abdominal wall hard.",
    )
    PREG_SUPINE = (
        "preg_supine",
        "Pregnancy: lying on the back may cause light-headedness.",
    )
    PREG_PRONE = "preg_prone", "Pregnancy: needs lying face down."
    PREG_ABDOMINAL = (
        "preg_abdominal",
        "Pregnancy: puts strain or pressure on the abdomen.",
    )
    PREG_HEAVY = "preg_heavy", "Pregnancy: a heavy load."
    POSTNATAL_EARLY = (
        "postnatal_early",
        "First weeks after birth: works the abdominal wall hard.",
    )
    PELVIC_GIRDLE = "pelvic_girdle", "Pelvic girdle pain: loads one leg at a time."
    PELVIC_FLOOR = "pelvic_floor", "Pelvic floor symptoms: heavy effort or impact."
    HIP_REPLACEMENT = (
        "hip_replacement",
        "Hip replacement: takes the hip far round or up.",
    )
    KNEE_DEEP_FLEXION = "knee_deep_flexion", "Sore knees: bends the knees deeply."
    KNEELING = "kneeling", "Kneeling: puts weight on the knees."
    WRIST_LOAD = "wrist_load", "Wrists: puts weight through bent wrists."
    SHOULDER_OVERHEAD = (
        "shoulder_overhead",
        "Shoulders: reaches overhead or puts weight through the shoulder.",
    )
    BALANCE_FALLS = (
        "balance_falls",
        "Risk of falls: needs balance; keep something to hold nearby.",
    )
    FLOOR_TRANSFER = "floor_transfer", "Getting up from the floor: starts on the floor."
    BP_HEAVY_ISOMETRIC = (
        "bp_heavy_isometric",
        "High blood pressure: a hard hold; keep breathing.",
    )
    CARDIAC_CLEARANCE = (
        "cardiac_clearance",
        "Heart condition: ask for medical clearance before aerobic work.",
    )
    HEAD_LOW = (
        "head_low",
        "Dizziness or high eye pressure: the head goes below the heart.",
    )
    BREATH_ANXIETY = (
        "breath_anxiety",
        "Anxious about breathing: draws attention to the breath.",
    )
    SKIN_BAND = "skin_band", "Skin or latex: the band may irritate."
    WATER_SAFETY = "water_safety", "Water: not alone with seizures or open wounds."
