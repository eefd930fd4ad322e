"""Why, in words: for the therapist with the numbers, for the patient plainly and without them.

The patient reads theirs once a therapist has accepted; "{new}" is the new dose. No pain score, no blame, no praise for
bearing pain (clinical.md 6.3). A rule without words for the patient is nobody's business but the therapist's.
"""

from typing import Any, Final

from patients.progress.days import date_words
from patients.progress.proposing.case import Case
from patients.progress.proposing.facts import Session
from patients.progress.proposing.proposal import Change
from patients.progress.proposing.steps import next_step
from patients.progress.proposing.zones import Zone
from programmes.dose import short, words

THERAPIST: Final[dict[str, str]] = {
    "pause.locked": "A sign that needs help was told. Nothing is proposed until a clinician has cleared it.",
    "pause.stop-symptom": "A sign to stop at was told on {last_on}. Pause the programme and speak to the patient.",
    "pause.severe-pain": "Severe pain on {last_on}: highest {peak}, next morning {morning}, usual {usual}. Pause the "
    "programme and speak to the patient.",
    "ease.two-red": "Two red sessions in a row; on {last_on} {signs}highest pain {peak}, next morning {morning}, usual "
    "{usual}. {step}",
    "ease.effort": "Effort {effort} out of 10 on {last_on}. {step}",
    "ease.partial-twice": "{done} of what was asked was done in the last two sessions. {step}",
    "ease.confidence": "Confidence is {confidence} out of 10. {worried}{step}",
    "ease.one-red": "Red on {last_on}: {signs}highest pain {peak}, next morning {morning}, usual {usual}. For now "
    "{new} instead of {dose}, or a smaller movement.",
    "talk.worry": "Worry is {worry} out of 10 with usual pain {usual}. Keep the programme as it is, and talk about it.",
    "return.flare": "The patient says it is a flare-up. Look at the flare-up plan before anything else changes.",
    "return.over-four-weeks": "No training for {untrained} days. Review the programme before it goes on.",
    "return.exercise-over-four-weeks": "Not done for {away} days, while others were. Look at it before it goes on.",
    "return.two-to-four-weeks": "Away for {away} days: start again with {new} instead of {last_dose}.",
    "return.one-to-two-weeks": "Away for {away} days: start again with {new} instead of {last_dose}.",
    "hold.fixed": "A fixed exercise stays as it is.",
    "hold.open-flag": "A safety flag is open: no step up before it is closed.",
    "hold.not-active": "The plan is not in its active part: no step up.",
    "hold.after-flare": "A flare-up ended less than {after_flare_days} days ago.",
    "hold.too-few": "Fewer than {sessions_needed} sessions of this exercise in {sessions_days} days.",
    "hold.just-changed": "The dose changed; {sessions_needed} sessions of the new one come first.",
    "hold.conflicting": "The numbers written down are far beyond what was asked. Ask what was meant.",
    "hold.red": "One of the last two sessions was red; on {last_on} {signs}highest pain {peak}, next morning "
    "{morning}, usual {usual}.",
    "hold.unsure": "The patient was not sure how to do it. Show it again.",
    "hold.partial": "{done} of what was asked was done in the last two sessions.",
    "hold.made-easier": "It was made easier, stopped early or done with less weight. The full movement comes first.",
    "hold.unknown": "An answer is missing: usual pain, highest pain, next morning, effort or confidence.",
    "hold.amber": "Amber: highest pain {peak}, next morning {morning}, usual {usual} on {last_on}.",
    "hold.effort": "Effort {effort} out of 10: no room for more yet.",
    "hold.top-of-range": "Not all sets are at the top of {dose} in both sessions yet.",
    "hold.no-reserve": "All was done, with little left in reserve: effort {effort} out of 10.",
    "hold.confidence": "Confidence is {confidence} out of 10; {confidence_least} is needed.",
    "hold.worry": "Worry is {worry} out of 10: ask about it before a step up.",
    "hold.wellness": "Poor sleep or much stress in the last two weeks.",
    "hold.exposure": "Worry is {worry} out of 10; the next step follows when it was {worry_low} or less two weeks "
    "in a row.",
    "hold.few-sessions": "Fewer than {regular_sessions} trainings in {regular_days} days.",
    "hold.seven-days": "A step up was decided less than {progress_days} days ago.",
    "hold.as-far-as-it-goes": "All is well, and the rules know no next step from {dose}.",
    "hold.same-exercise": "This exercise takes a step elsewhere in the programme.",
    "hold.two-a-session": "Two other exercises of this session take a step these days.",
    "hold.weekly-volume": "The next step would be {next}: more than {weekly_rise_percent} % more work a week. "
    "Yours to decide.",
    "hold.nothing-said": "No rule applies: the dose stays.",
    "progress.amount": "{good} {new} instead of {dose}.",
    "progress.sets": "{good} One more set: {new} instead of {dose}.",
    "progress.load": "{good} More resistance: {new} instead of {dose}.",
    "progress.exposure": "Worry was {worry_low} or less two weeks in a row. Next step: {to}, {new}.",
    "progress.ladder": "{good} Next step of the ladder: {to}, {new}.",
}

WORSE: Final = (Zone.GREEN, Zone.UNKNOWN, Zone.AMBER, Zone.RED)
STAYS: Final = "Your exercises stay as they are for now."
LESS_AGAIN: Final = "A little less for a while is part of training well."

PATIENT: Final[dict[str, str]] = {
    "pause.locked": "Please do not train for now. Your clinic will speak to you first.",
    "pause.stop-symptom": "Please do not train for now. Your clinic will speak to you first.",
    "pause.severe-pain": "Please do not train for now. Your clinic will speak to you first.",
    "ease.two-red": "The last two sessions left you sorer than usual, so here is an easier step: {to_do}. "
    + LESS_AGAIN,
    "ease.effort": "The last session was very hard work, so here is an easier step: {to_do}. " + LESS_AGAIN,
    "ease.partial-twice": "There was more in it than suits you just now, so here is an easier step: {to_do}.",
    "ease.confidence": "You did not feel sure of it, so here is an easier step to find your feet: {to_do}.",
    "ease.one-red": "The last session left you sorer than usual, so it is a little less for now: {to_do}. A smaller "
    "movement is fine too.",
    "talk.worry": "Your exercises stay as they are. Your therapist would like to talk with you about what worries you.",
    "return.flare": "Your flare-up plan comes first. Your therapist will look at the rest with you.",
    "return.over-four-weeks": "Welcome back. Your therapist will look at your programme with you before you start.",
    "return.exercise-over-four-weeks": "Your therapist will look at this exercise with you before you start it again.",
    "return.two-to-four-weeks": "Welcome back. Start with a little less than before: {to_do}.",
    "return.one-to-two-weeks": "Welcome back. Start with a little less than before: {to_do}.",
    "hold.top-of-range": "When every set reaches the top of its range and feels good, the next step comes.",
    "hold.unknown": "Your answers after a session and the morning after help to choose the next step.",
    "progress.amount": "The last two sessions went well, so there is a little more now: {to_do}.",
    "progress.sets": "The last two sessions went well, so there is one more set now: {to_do}.",
    "progress.load": "The last two sessions went well, so it gets a little heavier now: {to_do}. Start with fewer "
    "repetitions if you like.",
    "progress.exposure": "You have grown easier with this, so here is the next step: {to_do}.",
    "progress.ladder": "The last two sessions went well, so here is the next step: {to_do}.",
}


def for_therapist(rule: str, case: Case, change: Change) -> str:
    return THERAPIST[rule].format_map(_Said(rule, case, change))


def for_patient(rule: str, case: Case, change: Change) -> str:
    template = PATIENT.get(rule, STAYS if rule.startswith("hold.") else "")
    return template.format_map(_Said(rule, case, change))


class _Said(dict[str, Any]):
    """What stands in the braces, worked out only where it is said; a threshold is said by its own name."""

    def __init__(self, rule: str, case: Case, change: Change) -> None:
        super().__init__()
        self.rule, self.case, self.change_made = rule, case, change

    def __missing__(self, name: str) -> Any:
        said = getattr(self, f"_{name}", None)
        return said() if said else getattr(self.case.limits, name)

    def _session(self) -> Session:
        """The one spoken of: of those held back for, the worst; what is paused for may have been skipped."""
        if self.rule.startswith("pause."):
            return self.case.exercise.history[-1]
        if self.rule.startswith("hold."):
            return max(reversed(self.case.recent), key=lambda one: WORSE.index(self.case.zone_of(one)))
        return self.case.fresh[-1]

    def _last_on(self) -> str:
        return date_words(self._session().on, today=self.case.today)

    def _peak(self) -> str:
        return _score(self._session().peak)

    def _morning(self) -> str:
        return _score(self._session().pain_morning)

    def _signs(self) -> str:
        """What made it red beside the scores."""
        session = self._session()
        told = {
            "new or worse leg symptoms": session.leg_symptoms,
            "above usual for more than a day": session.lingered,
            "stopped because of pain": session.stopped == "pain",
        }
        return "".join(f"{sign}, " for sign, was_told in told.items() if was_told)

    def _usual(self) -> str:
        return _score(self.case.usual_pain)

    def _effort(self) -> str:
        return _score(max((one.effort for one in self.case.fresh if one.effort is not None), default=None))

    def _confidence(self) -> str:
        return _score(self.case.confidence)

    def _worry(self) -> str:
        return _score(self.case.worry)

    def _worried(self) -> str:
        """Where a talk may do more than an easier step."""
        case = self.case
        is_worried = case.worry is not None and case.worry >= case.limits.worry_high
        is_low = case.usual_pain is not None and case.usual_pain <= case.limits.worry_pain
        return f"Worry is {case.worry} with usual pain {case.usual_pain}: talk first. " if is_worried and is_low else ""

    def _done(self) -> str:
        done = [f"{self.case.percent_done(one)} %" for one in self.case.fresh]
        return " and ".join(done)

    def _untrained(self) -> int:
        return self.case.days_untrained

    def _away(self) -> int:
        return self.case.days_away

    def _dose(self) -> str:
        return short(self.case.exercise.dose)

    def _last_dose(self) -> str:
        return short(self.case.sessions[-1].asked)

    def _new(self) -> str:
        return short(self.change_made.dose) if self.change_made.dose else ""

    def _next(self) -> str:
        change = next_step(self.case.exercise, self.case.limits)
        return short(change.dose) if change and change.dose else ""

    def _to(self) -> str:
        return self.change_made.name or self.case.exercise.name

    def _to_do(self) -> str:
        dose = words(self.change_made.dose) if self.change_made.dose else ""
        return f"{self._to()}, {dose}"

    def _step(self) -> str:
        if self.change_made.variable == "ladder":
            return f"One step down: {self._to()}, {self._new()}."
        return f"There is no easier step on its ladder: {self._new()} instead of {self._dose()}."

    def _good(self) -> str:
        zones = " and ".join(dict.fromkeys(str(zone) for zone in self.case.zones))
        return f"The last {len(self.case.recent)} sessions were done in full, {zones}, effort up to {self._effort()}."


def _score(score: int | None) -> str:
    return "unknown" if score is None else str(score)
