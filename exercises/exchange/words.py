"""What other libraries' words mean in ours. Plain tables: a word that is missing is said in the preview.

Longer entries win over shorter ones, so that `trap bar` is not a bar.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from exercises.vocabulary import Equipment, LoadType, Pattern, Pillar, Position, Region

EQUIPMENT = {
    Equipment.NONE: "none|bodyweight|body weight|body only|no equipment|nothing|körpergewicht|hands in rings",
    Equipment.MAT: "mat|gym mat|yoga mat|exercise mat|matte",
    Equipment.CHAIR: "chair|stuhl",
    Equipment.WALL: "wall|wand",
    Equipment.STEP: "step|stepper|aerobic step|step platform",
    Equipment.DOWEL: "dowel|broomstick|stick|pvc pipe|pole",
    Equipment.BAND: "band|bands|resistance band|resistance bands|elastic band|theraband|thera band|tube|"
    "resistance tube",
    Equipment.MINI_BAND: "mini band|loop band|loop|hip band|booty band",
    Equipment.DUMBBELL: "dumbbell|dumbbells|hand weight|hand weights|kurzhantel",
    Equipment.KETTLEBELL: "kettlebell|kettlebells|double kettlebell",
    Equipment.BARBELL: "barbell|barbells|sz bar|ez bar|e z curl bar|curl bar|olympic barbell|langhantel|fat bar|plate",
    Equipment.TRAP_BAR: "trap bar|hex bar",
    Equipment.BACKPACK: "backpack|rucksack",
    Equipment.BENCH: "bench|incline bench|decline bench|flat bench|sofa|hantelbank",
    Equipment.BOX: "box|plyo box|stool|plyometric box",
    Equipment.COUNTER: "counter|worktop|table|desk",
    Equipment.STRAP: "strap|belt|towel|yoga strap",
    Equipment.BIKE: "bike|stationary bike|exercise bike|bicycle|cycle|recumbent bike|fahrrad",
    Equipment.POOL: "pool|swimming pool",
    Equipment.CROSS_TRAINER: "cross trainer|elliptical|elliptical machine|elliptical trainer",
    Equipment.STAIRS: "stairs|staircase",
}
REGIONS = {
    Region.LUMBAR: "lower back|lumbar|erector spinae|spinal erectors|back|spine|rücken",
    Region.THORACIC: "upper back|middle back|mid back|trapezius|trap|traps|rhomboids|latissimus dorsi|lat|lats|"
    "levator scapulae|thoracic|neck|nacken|upper body",
    Region.HIP: "hip|hips|hip flexors|groin|adductor|adductors|abductor|abductors|thigh inner|thigh outer|"
    "iliopsoas|hüfte",
    Region.GLUTES: "glute|glutes|gluteus maximus|gluteus medius|buttocks|gesäß",
    Region.THIGH: "quad|quads|quadriceps|quadriceps femoris|hamstring|hamstrings|biceps femoris|thigh|thighs|"
    "upper legs|"
    "leg|legs|lower body|beine",
    Region.KNEE: "knee|knees|knie",
    Region.CALF_ANKLE: "calf|calves|gastrocnemius|soleus|ankle|ankles|lower legs|shins|tibialis anterior|foot|feet|"
    "waden",
    Region.SHOULDER: "shoulder|shoulders|deltoid|delts|deltoids|anterior deltoid|rotator cuff|serratus anterior|"
    "schultern|"
    "shoulder front|shoulder back|shoulder side|rotator cuff front|rotator cuff back",
    Region.ARM: "arm|arms|biceps|bicep|biceps brachii|triceps|tricep|triceps brachii|brachialis|forearm|forearms|"
    "forearm inner|forearm outer|upper arms|lower arms|wrist|hand|hands|grip|arme",
    Region.ABDOMEN: "abs|abdominal|abdominals|abdomen|rectus abdominis|oblique|obliques|"
    "obliquus externus abdominis|waist|"
    "bauch",
    Region.TRUNK: "core|trunk|chest|pectoralis major|pectorals|pecs|torso|serratus|rumpf|brust",
    Region.WHOLE_BODY: "full body|whole body|total body|cardio|cardiovascular system|cardiovascular|ganzkörper",
    Region.MIND: "mind|mindfulness|breathing|relaxation",
}
PILLARS = {
    Pillar.AER: "cardio|aerobic|aerobics|conditioning|run|running|jogging|cycling|bike|swim|swimming|rowing machine|"
    "jump rope|ausdauer|hiit|high intensity interval training|cardiovascular",
    Pillar.MOB: "stretch|stretches|stretching|mobility|flexibility|yoga|foam roller|foam rolling|dehnung|dehnen|"
    "lacrosse ball|range of motion|rom|release",
    Pillar.END: "balance|coordination|endurance|stability|proprioception|motor control|gleichgewicht",
    Pillar.PSY: "mind|mindfulness|relaxation|breathing|meditation|education|psychological|atmung|entspannung",
    Pillar.STR: "strength|strengthening|resistance|powerlifting|olympic weightlifting|strongman|plyometrics|arms|"
    "legs|abs|"
    "chest|back|shoulders|calves|kraft",
}
PATTERNS = {
    Pattern.BREATHING: "breathing|breath",
    Pattern.RELAXATION: "relaxation|meditation",
    Pattern.AEROBIC_CYCLIC: "cycling|bike|swim|swimming|elliptical|rower|rowing machine|jump rope|run|running|jog|"
    "jogging|"
    "cardio|treadmill",
    Pattern.GAIT: "walk|walking|gait|march|marching|hike",
    Pattern.MIND_BODY: "yoga|tai chi|pilates class",
    Pattern.BALANCE: "balance|one leg stand|single leg stand",
    Pattern.CARRY: "carry|carries|farmers walk|farmer walk|suitcase carry",
    Pattern.LUNGE: "lunge|lunges|split squat",
    Pattern.STEP_UP: "step up|step ups|box step",
    Pattern.SQUAT: "squat|squats|leg press|sit to stand|wall sit|leg extension|leg extensions|kniebeuge",
    Pattern.HINGE: "deadlift|deadlifts|hinge|good morning|good mornings|hamstring curl|leg curl|swing|swings|"
    "kreuzheben",
    Pattern.HIP_EXTENSION: "bridge|hip thrust|glute bridge|kickback|kickbacks|hip extension|glutes|glute",
    Pattern.HIP_ABDUCTION: "hip abduction|abduction|clam|clamshell|side leg raise|adduction|abductors|adductors",
    Pattern.ANTI_EXTENSION: "plank|planks|dead bug|rollout|ab wheel|hollow hold|hollow body",
    Pattern.ANTI_LATERAL_FLEXION: "side plank|side planks",
    Pattern.ANTI_ROTATION: "pallof press|pallof|bird dog|anti rotation",
    Pattern.ROTATION: "twist|twists|rotation|russian twist|woodchop|wood chop|chop|oblique|obliques",
    Pattern.SIDE_BEND: "side bend|side bends|lateral flexion",
    Pattern.EXTENSION: "back extension|hyperextension|superman|hyperextensions|cobra|extension of the back|lower back",
    Pattern.FLEXION: "crunch|crunches|sit up|sit ups|leg raise|leg raises|knee raise|abs|abdominal|abdominals",
    Pattern.PULL_VERTICAL: "pull up|pull ups|chin up|chin ups|pulldown|pull down|lat pulldown|lat|lats",
    Pattern.PULL_HORIZONTAL: "row|rows|rowing|face pull|reverse fly|pull apart|trap|traps|middle back",
    Pattern.PUSH_VERTICAL: "overhead press|shoulder press|military press|push press|handstand|lateral raise|"
    "front raise|"
    "shoulder|shoulders|deltoid",
    Pattern.PUSH_HORIZONTAL: "push up|push ups|press up|bench press|chest press|fly|flys|flyes|dip|dips|chest|pecs|"
    "push",
    Pattern.LIFT: "curl|curls|shrug|shrugs|biceps|triceps|bicep|tricep|forearm|arms|clean|snatch|raise|pull",
    Pattern.ANKLE: "calf raise|calf raises|calf|calves|ankle|heel raise|toe raise",
    Pattern.SHOULDER_MOBILITY: "shoulder stretch|shoulder mobility|arm circles|chest stretch",
    Pattern.THORACIC_MOBILITY: "thoracic|upper back stretch|open book",
    Pattern.HIP_MOBILITY: "hip stretch|hip flexor stretch|pigeon|hip mobility|groin stretch|hip opener",
}
POSITIONS = {
    Position.SUPINE: "supine|lying on back|on your back|floor press|dead bug|crunch|crunches|sit up|sit ups",
    Position.CROOK_LYING: "glute bridge|hip bridge|crook lying",
    Position.SIDE_LYING: "side lying|side plank|clamshell|clam|lying on side",
    Position.PRONE: "prone|superman|face down|plank|push up|push ups|cobra",
    Position.QUADRUPED: "quadruped|all fours|hands and knees|bird dog|cat cow|cat camel|tabletop",
    Position.HALF_KNEELING: "half kneeling",
    Position.TALL_KNEELING: "kneeling|tall kneeling",
    Position.SEATED: "seated|sitting|seat",
    Position.SPLIT_STANCE: "lunge|lunges|split squat|split stance|staggered stance",
    Position.SINGLE_LEG: "single leg|one leg|one legged|single leg stand",
    Position.WALKING: "walk|walking|carry|marching|run|running",
    Position.WATER: "swim|swimming|aqua|water",
    Position.STANDING: "standing|squat|squats|deadlift|stand|upright",
}
ONE_SIDE = "single arm|single leg|one arm|one leg|one armed|one legged|unilateral|side plank|per side|each side|single"
TAKING_TURNS = "alternating|alternate|alternated"
HELD = "plank|planks|hold|holds|isometric|wall sit|hang|stretch|stretches|side plank"
LOADS = {
    Equipment.BAND: LoadType.BAND,
    Equipment.MINI_BAND: LoadType.BAND,
    Equipment.DUMBBELL: LoadType.EXTERNAL_KG,
    Equipment.KETTLEBELL: LoadType.EXTERNAL_KG,
    Equipment.BARBELL: LoadType.EXTERNAL_KG,
    Equipment.TRAP_BAR: LoadType.EXTERNAL_KG,
    Equipment.BACKPACK: LoadType.EXTERNAL_KG,
}


@lru_cache(maxsize=2048)
def bare(text: str) -> str:
    """Small letters and single spaces: `Shoulder - Front` and `shoulder_front` are the same words."""
    return " ".join(re.sub(r"[^\w]+|_", " ", text.casefold()).split())


MOST_WORDS = 4  # in an entry of these tables


def _table(words: Mapping[Any, str]) -> dict[str, str]:
    return {bare(word): str(code) for code, many in words.items() for word in many.split("|")}


def _choices(vocabulary: Any) -> dict[str, str]:
    return {bare(word): code for code, label in vocabulary.choices for word in (code, label)}


TABLES = {
    "equipment": _table(EQUIPMENT) | _choices(Equipment),
    "region": _table(REGIONS) | _choices(Region),
    "pillar": _table(PILLARS) | _choices(Pillar),
    "pattern": _table(PATTERNS) | _choices(Pattern),
    "position": _table(POSITIONS) | _choices(Position),
}


def exactly(table: str, word: str) -> str:
    """Our code for their word, brackets left out if need be; '' where we have none."""
    known = TABLES[table]
    return known.get(bare(word)) or known.get(bare(re.sub(r"\(.*?\)", "", word)), "")


def within(table: str, texts: Iterable[str]) -> str:
    """The code of the longest known words in the first of these texts that holds any."""
    known = TABLES[table]
    for text in texts:
        tokens = bare(text).split()
        for size in range(min(MOST_WORDS, len(tokens)), 0, -1):
            runs = (" ".join(tokens[start : start + size]) for start in range(len(tokens) - size + 1))
            if found := max((run for run in runs if run in known), key=len, default=""):
                return known[found]
    return ""


def mentions(text: str, words: str) -> bool:
    padded = f" {bare(text)} "
    return any(f" {bare(word)} " in padded for word in words.split("|"))
