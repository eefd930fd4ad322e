"""Words that frighten, and kinder ones: one table, defaults that need the review of a registered physiotherapist.

Words about damage make people protect themselves and move less (clinical.md 6.3); a note stays in the house
for months. Each line: a name that never changes, what is looked for, what may stand there instead, and why.
"""

from typing import Final, NamedTuple


class Phrase(NamedTuple):
    """`looks_for` is a regular expression without regard to capitals; `kinder` may use its groups."""

    name: str
    looks_for: str
    kinder: str
    why: str


STURDY = "Backs are sturdy; words that ask for protection make people move less."
AGE = "These are changes that most people without pain have too."
SEVERE = "It sounds like a lasting injury, and says little about how somebody can move."
MOVE = "Being told not to move a way makes that movement frightening; how far is a better guide."
BLAME = "Nobody trains better for having failed."
PAIN = "A measure that can be kept beats bravery."
ABLE = "Say what can grow, not what is lacking."

NEVER = r"(?:do not|don[’']t|never|avoid|no)"
BACK = r"(?:back|spine|discs?)"
THERE = r"(?! (?:your|the|with|at|from|too|so|over|anything)\b)"  # more is said of it than we can put in other words

PHRASES: Final = (
    Phrase("protect", rf"protect(?:s|ing)? (?:your|the) (?:lower )?{BACK}", "move with confidence", STURDY),
    Phrase("save", rf"(?:save|spare) (?:your|the) (?:lower )?{BACK}", "let your whole body share the work", STURDY),
    Phrase("careful", rf"be (?:very )?careful (?:with|of) your (?:lower )?{BACK}", "take your time", STURDY),
    Phrase("guard", rf"guard (?:your|the) (?:lower )?{BACK}", "move at your own pace", STURDY),
    Phrase("straight", r"(?:always )?keep (?:your|the) back (?:perfectly |completely )?straight",
           "find a position in which your back is comfortable", STURDY),
    Phrase("weak", r"weak (core|back|trunk|glutes|hips?|legs?|muscles)", r"\1 getting stronger", ABLE),
    Phrase("weakness", r"weakness of (?:the|your) (core|back|trunk|glutes|hips?|legs?)",
           r"strength still to come in your \1", ABLE),
    Phrase("lazy", r"(?:lazy|switched[- ]off|sleepy) (glutes|muscles|core)", r"\1 that can do more", ABLE),
    Phrase("unstable", rf"unstable ({BACK}|core|joints?|pelvis)", r"\1 gaining control", ABLE),
    Phrase("instability", r"instability", "control that is still growing", ABLE),
    Phrase("wear", r"wear and tear", "normal changes with age", AGE),
    Phrase("degenerate", r"degenerat(?:ion|ive (?:changes?|disc disease|discs?))", "normal changes with age", AGE),
    Phrase("crumbling", r"crumbl(?:ing|ed) (spine|discs?|bones?|joints?)", r"\1 with normal changes of age", AGE),
    Phrase("worn", r"worn(?:[- ]out)? (spine|back|discs?|joints?|knees?|hips?)", r"sensitive \1", AGE),
    Phrase("bone", r"bone[- ]on[- ]bone", "sensitive", AGE),
    Phrase("slipped", r"slipped[- ]disc", "sensitive disc", SEVERE),
    Phrase("out-of-place", r"out of (?:place|alignment|line)", "stiff and sore", SEVERE),
    Phrase("trapped", r"(?:trapped|pinched) nerve", "sensitive nerve", SEVERE),
    Phrase("fragile", r"fragile|vulnerable", "sensitive", SEVERE),
    Phrase("damaged", r"damaged", "sensitive", SEVERE),
    Phrase("damage", r"(cause|risk) (?:more |further |any )?damage", r"\1 some soreness", SEVERE),
    Phrase("injure", r"(?:injure|hurt|damage) (?:yourself|your back|your spine|it again)", "have a sore day", SEVERE),
    Phrase("bend", rf"{NEVER} bend(?:ing)?(?: (?:your|the) {BACK})?(?: forwards?)?{THERE}",
           "bend as far as feels comfortable", MOVE),
    Phrase("twist", rf"{NEVER} twist(?:ing)?(?: (?:your|the) {BACK})?{THERE}",
           "turn as far as feels comfortable", MOVE),
    Phrase("lift", rf"{NEVER} (?:heavy )?lift(?:ing)?(?: (?:anything|heavy|things|objects|weights|too much))*{THERE}",
           "lift what feels manageable", MOVE),
    Phrase("failed", r"failed", "did not finish", BLAME),
    Phrase("compliant", r"(?:non[- ]?|not )(?:compliant|adherent)", "training less than planned", BLAME),
    Phrase("excuses", r"no excuses", "do what you can today", BLAME),
    Phrase("no-pain", r"no pain,? no gain", "a little discomfort that settles is fine", PAIN),
    Phrase("through-pain", r"(?:(?:push|work|train|fight) through|ignore) (?:the |any |your )?pain",
           "keep to what settles by the next morning", PAIN),
)  # fmt: skip
