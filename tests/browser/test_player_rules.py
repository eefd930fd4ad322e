"""The player's pure parts, asked in a browser without a server: order, numbers, timers, what is sent, what is due."""

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route

from patients.portal.wire import SentSession
from patients.schedule import Rhythm, Turn, due

SCRIPTS = settings.BASE_DIR / "static" / "js"
AT = 1_774_746_000_000  # 29 March 2026, 01:00 in London's winter time: the clock is about to go forward

# What every script below can use: a session, the modules, and `play`, which applies actions one after another.
TOOLS = """async () => {
  const load = name => import(`/js/portal/${name}.js`);
  const [state, body, timing, amounts, order, wins, schedule, words] = await Promise.all(
    ["player/state", "player/body", "player/timing", "player/amounts", "player/order", "player/wins", "schedule",
     "player/words"].map(load));
  const reps = {name: "reps", label: "Times", usual: 10, hint: "", lo: 1, hi: 500, step: 1, per: 1};
  const item = (id, more = {}) => ({id, name: `Exercise ${id}`, sets: 2, sets_most: 2, sides: [""], group: null,
    amounts: [reps], work_seconds: null, hold_seconds: null, minutes_seconds: null, rest_seconds: 60, last: [],
    easier: null, turn: "", ...more});
  const session = (...items) => ({id: 7, title: "A", short: [], minutes: 20, items});
  const begin = (held, more) => state.begin({session: held, day: "2026-03-29", uuid: "u", now: AT, ...more});
  const play = (held, begun, ...actions) => actions.reduce((now, action) => state.reduce(now, {now: AT, ...action},
          held), begun);
  const place = ({place: {item, number, side}}) => `${item}.${number}${side}`;
  Object.assign(window, {state, body, timing, amounts, order, wins, schedule, words, reps, item, session, begin,
          play, place,
    AT: START});
}""".replace("START", str(AT))


@pytest.fixture(scope="module")
def rules(browser: Browser) -> Iterator[Page]:
    """A page whose scripts come from the disk: no server, no database."""
    page = browser.new_page()

    def from_disk(route: Route) -> None:
        name = route.request.url.split("/js/", 1)
        if len(name) == 2:
            route.fulfill(path=SCRIPTS / name[1], content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>Rules</title>", content_type="text/html")

    page.route("http://rules.test/**", from_disk)
    page.goto("http://rules.test/")
    page.evaluate(TOOLS)
    yield page
    page.close()


def said(rules: Page, script: str) -> Any:
    return rules.evaluate(f"() => {{ {script} }}")


def test_sets_go_in_turn_sides_in_turn_and_a_group_in_rounds(rules: Page) -> None:
    steps = said(
        rules,
        """const held = session(item(1, {sides: ["left", "right"]}), item(2, {group: 4}), item(3, {group: 4,
          sets: 3}), item(5, {group: 9}));
        return order.stepsOf(held.items, {}).map(({item, number, side}) => `${item}.${number}${side}`);""",
    )
    assert steps[:4] == ["1.1left", "1.1right", "1.2left", "1.2right"]
    assert steps[4:9] == ["2.1", "3.1", "2.2", "3.2", "3.3"]
    assert steps[9:] == ["5.1", "5.2"]  # a group of one takes turns with nobody


def test_in_a_group_a_short_change_between_and_the_longest_rest_after_the_round(rules: Page) -> None:
    pauses = said(
        rules,
        """const held = session(item(2, {group: 4, rest_seconds: 45}), item(3, {group: 4, rest_seconds: 90}),
          item(6, {rest_seconds: 0}));
        let now = begin(held); const seen = [];
        for (let n = 0; n < 6; n += 1) {
          now = play(held, now, {type: "done"});
          seen.push(now.timer ? `${now.timer.what} ${(now.timer.ends_at - AT) / 1000}` : now.phase);
        }
        return seen;""",
    )
    assert pauses == ["change 10", "rest 90", "change 10", "rest 90", "training", "ending"]


def test_short_version_holds_only_its_exercises_and_says_so(rules: Page) -> None:
    sent = said(
        rules,
        """const held = {...session(item(1), item(2), item(3)), short: [1, 3]};
        let now = begin(held, {isShort: true});
        while (now.phase === "training") now = play(held, now, {type: "done"});
        return body.bodyOf(now, held, AT);""",
    )
    assert (sent["is_short"], [(one["item"], len(one["sets"])) for one in sent["items"]]) == (True, [(1, 2), (3, 2)])


def test_prefilled_with_last_time_and_else_the_prescription(rules: Page) -> None:
    shown = said(
        rules,
        """const kg = {name: "load_kg", label: "Weight", usual: 8, hint: "", lo: 0, hi: 500, step: 0.5, per: 1};
        const range = {...reps, usual: null, hint: "8 to 10"};
        const one = item(1, {sides: ["left", "right"], amounts: [range, kg], last: [
          {number: 1, side: "left", reps: 9, load_kg: 6.5}, {number: 1, side: "right", reps: 8}]});
        const at = (number, side, share) => amounts.shownFor(one, undefined, {item: 1, number, side}, share);
        return [at(1, "left"), at(2, "left"), at(1, "right"), at(1, "left", 60)];""",
    )
    assert shown == [
        {"reps": 9, "load_kg": 6.5},
        {"reps": 9, "load_kg": 6.5},  # a set not done last time: as the one before it
        {"reps": 8, "load_kg": 8},
        {"reps": None, "load_kg": 8},  # kinder weeks: what was done before them does not bring the old dose back
    ]


def test_plus_and_minus_and_typing_stay_inside_the_limits(rules: Page) -> None:
    numbers = said(
        rules,
        """const range = {...reps, usual: null, hint: "8 to 10"};
          const kg = {...reps, name: "load_kg", lo: 0, step: 0.5, hi: 20};
        return [amounts.stepped(range, null, 1), amounts.stepped(range, null, -1), amounts.stepped(reps, 1, -1),
          amounts.stepped(kg, 0.5, 1), amounts.stepped(kg, 20, 1), amounts.typed(kg, "6,25"), amounts.typed(kg,
            "999"),
          amounts.typed(reps, "12.7"), amounts.typed(reps, "x") ?? "none", amounts.fewer(reps, 10),
            amounts.fewer(reps, 1)];""",
    )
    assert numbers == [10, 8, 1, 1, 20, 6.25, 20, 13, "none", 7, 1]


def test_stored_units_and_as_prescribed_left_out(rules: Page) -> None:
    sent = said(
        rules,
        """const lb = {name: "load_kg", label: "Weight, lb", usual: null, hint: "", lo: 0, hi: 1000, step: 1,
          per: 0.45359237};
        const minutes = {name: "seconds", label: "Minutes", usual: 20, hint: "", lo: 1, hi: 180, step: 1, per: 60};
        const held = session(item(1, {amounts: [reps, lb], sets: 1}), item(2, {amounts: [minutes], sets: 2,
          minutes_seconds: 1200}));
        const now = play(held, begin(held), {type: "amount", name: "load_kg", value: 22}, {type: "done"},
          {type: "amount", name: "seconds", value: 12.5}, {type: "done"}, {type: "amount", name: "seconds",
            value: 20}, {type: "done"});
        return body.bodyOf({...now, ended_at: AT - 5000}, held, AT);""",
    )
    walk = {"number": 1, "side": "", "seconds": 750}
    assert sent["items"][0]["sets"] == [{"number": 1, "side": "", "load_kg": 9.979}]
    assert sent["items"][1]["sets"] == [walk, {"number": 2, "side": ""}]
    assert sent["started_at"] == sent["ended_at"] == "2026-03-29T01:00:00.000Z"  # a clock put back refuses nothing
    SentSession.model_validate({**sent, "uuid": "5f0c54b0-9f57-4d8c-8c47-7d7f4b7f6f10"})


def test_a_timed_set_counts_by_the_clock_and_the_other_side_follows(rules: Page) -> None:
    seen = said(
        rules,
        """const seconds = {...reps, name: "seconds", usual: 30};
        const held = session(item(1, {sides: ["left", "right"], work_seconds: 30, amounts: [seconds]}));
        const at = (now, s) => play(held, now, {type: "tick", now: AT + s * 1000});
        let now = play(held, begin(held), {type: "start_set"});
        const seen = [];
        for (const s of [32, 33, 42, 43, 73]) { now = at(now, s); seen.push(`${place(now)} ${now.timer.what}`); }
        return seen;""",
    )
    assert seen == ["1.1left work", "1.1right change", "1.1right change", "1.1right work", "1.2left rest"]


def test_after_a_long_sleep_nothing_is_taken_as_done_that_nobody_saw(rules: Page) -> None:
    seen = said(
        rules,
        """const held = session(item(1, {sides: ["left", "right"], work_seconds: 30, amounts: []}));
        const hour = {type: "tick", now: AT + 3600000};
        const set = play(held, begin(held), {type: "start_set"}, hour);
        const started = play(held, begin(held), {type: "start_set"}, {type: "tick", now: AT + 33000});
        const change = play(held, started, hour);
        return [place(set), Object.keys(set.said), set.timer.what, place(change), change.timer];""",
    )
    assert seen == ["1.1left", [], "work", "1.1right", None]


def test_a_timer_stopped_early_is_recorded_as_long_as_it_was(rules: Page) -> None:
    seconds = said(
        rules,
        """const second = {...reps, name: "seconds", usual: 30}; const minute = {...second, usual: 20, per: 60};
        const held = session(item(1, {work_seconds: 30, amounts: [second], sets: 1}), item(2,
          {minutes_seconds: 1200, amounts: [minute], sets: 1}));
        const now = play(held, begin(held), {type: "start_set"}, {type: "done", now: AT + 25000},
          {type: "start_set"}, {type: "done", now: AT + 3000 + 754000});
        return body.bodyOf(now, held, AT).items.map(({sets}) => sets[0].seconds);""",
    )
    assert seconds == [22, 756]


def test_holds_say_which_one_and_let_go_between(rules: Page) -> None:
    seen = said(
        rules,
        """const timer = timing.setTimer(item(1, {hold_seconds: 5}), {item: 1, number: 1, side: ""}, {reps: 3}, AT);
        const at = s => { const {number, isHeld, seconds} = timing.holdAt(timer, AT + 3000 + s * 1000);
          return `${number} ${isHeld} ${seconds}`; };
        return [(timer.ends_at - timer.started_at) / 1000, at(0), at(4.2), at(5), at(8), at(20.5)];""",
    )
    assert seen == [21, "1 true 5", "1 true 1", "1 false 3", "2 true 5", "3 true 1"]


def test_what_is_heard_and_said_of_a_timer(rules: Page) -> None:
    heard = said(
        rules,
        """const timer = timing.setTimer(item(1, {work_seconds: 45}), {item: 1, number: 1, side: ""}, {}, AT);
        return timing.cues(timer, AT - 1, AT + 99000).map(({at, tone,
          said}) => `${(at - AT) / 1000} ${tone ?? said}`);""",
    )
    assert heard == [
        *("0 count", "1 count", "2 count", "3 go"),
        *("18 30 seconds", "38 10 seconds"),
        *("45 count", "46 count", "47 count", "48 end"),
    ]


def test_easier_is_recorded_and_can_be_taken_back(rules: Page) -> None:
    seen = said(
        rules,
        """const held = session(item(1, {sets: 1, easier: {id: 55, name: "Easy"}}), item(2, {sets: 1}));
        const step = play(held, begin(held), {type: "easier", way: "step", doneAs: 55}, {type: "done"});
        const fewer = play(held, step, {type: "easier", way: "fewer"}, {type: "done"});
        const back = play(held, step, {type: "easier", way: "fewer"}, {type: "as_before"}, {type: "done"});
        return [fewer, back].map(now => body.bodyOf(now, held, AT).items.map(
          ({sets, easier, done_as}) => [easier, done_as, sets[0].reps ?? null]));""",
    )
    assert seen == [[["step", 55, None], ["fewer", None, 7]], [["step", 55, None], ["", None, None]]]


def test_skipping_undoing_and_jumping(rules: Page) -> None:
    seen = said(
        rules,
        """const held = session(item(1), item(2), item(3));
        const skipped = play(held, begin(held), {type: "done"}, {type: "skip", reason: "pain"});
        const undone = play(held, skipped, {type: "undo"});
        const jumped = play(held, skipped, {type: "go", item: 3}, {type: "done"}, {type: "done"});
        let rest = jumped; while (rest.phase === "training") rest = play(held, rest, {type: "done"});
        return [place(skipped), place(undone), undone.said[1].skipped, place(jumped), body.bodyOf(rest, held,
          AT).items.map(
          ({item, sets, skipped}) => `${item} ${sets.length} ${skipped}`)];""",
    )
    assert seen == ["2.1", "1.2", "", "2.1", ["1 1 pain", "2 2 ", "3 2 "]]


def test_sets_can_be_added_up_to_the_limit_and_old_ones_mended(rules: Page) -> None:
    seen = said(
        rules,
        """const held = session(item(1, {sides: ["left", "right"]}));
        let now = begin(held); for (let n = 0; n < 30; n += 1) now = play(held, now, {type: "add_set"});
        const mended = play(held, begin(held), {type: "done"}, {type: "go", item: 1, number: 1, side: "left"},
          {type: "amount", name: "reps", value: 6}, {type: "go_on"});
        return [order.stepsOf(held.items, now.said).length, place(mended), body.bodyOf(mended, held,
          AT).items[0].sets];""",
    )
    assert seen == [20, "1.1right", [{"number": 1, "side": "left", "reps": 6}]]


def test_stopping_for_pain_keeps_what_was_done_and_may_be_taken_back(rules: Page) -> None:
    seen = said(
        rules,
        """const held = session(item(1));
        const stopped = play(held, begin(held), {type: "done"}, {type: "stop", reason: "pain"});
        const ended = play(held, stopped, {type: "finish"});
        const back = play(held, stopped, {type: "back"});
        return [stopped.phase, ended.phase, body.bodyOf(ended, held, AT).stopped, body.bodyOf(ended, held,
          AT).items[0].sets.length,
          back.phase, back.stopped, place(back)];""",
    )
    assert seen == ["stopped", "ending", "pain", 1, "training", "", "1.2"]


def test_a_state_is_plain_and_survives_being_written_at_every_step(rules: Page) -> None:
    same = said(
        rules,
        """const held = session(item(1, {work_seconds: 20, sides: ["left", "right"]}), item(2, {group: 1}), item(3,
          {group: 1}));
        let now = begin(held), copy = now, n = 0;
        while (now.phase === "training") {
          const action = n % 3 ? {type: "done", now: AT + n * 1000} : {type: "start_set", now: AT + n * 1000};
          now = play(held, now, action);
          copy = JSON.parse(JSON.stringify(play(held, copy, action)));
          n += 1;
        }
        return [n > 8, JSON.stringify(now) === JSON.stringify(copy)];""",
    )
    assert same == [True, True]


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("{last: [{number: 1, side: '', reps: 8}]}", "Exercise 1: more times than last time."),
        ("{}", "Exercise 1: done for the first time."),
        ("{last: [{number: 1, side: 'left'}], sides: ['left', 'right']}", "Exercise 1: every set, on both sides."),
        ("{last: [{number: 1, side: ''}]}", "Every exercise of the session, done."),
    ],
)
def test_one_specific_good_thing(rules: Page, setting: str, told: str) -> None:
    script = f"""const held = session(item(1, {setting}));
      let now = begin(held); while (now.phase === "training") now = play(held, now, {{type: "amount", name: "reps",
          value: 10}}, {{type: "done"}});
      return wins.win(now, held, {{patient: {{is_new: false}}, done: []}});"""
    assert said(rules, script) == told


MONDAY = dt.date(2026, 10, 19)  # the week in which London's clock goes back


def test_what_is_due_is_what_the_server_says(rules: Page) -> None:
    """Every day of two weeks, for each rhythm and each set of done days."""
    days = [MONDAY + dt.timedelta(days=n) for n in range(14)]
    rhythms = [
        Rhythm(starts, lo, hi, frozenset(weekdays), is_paused=paused, is_ended=ended)
        for starts in (MONDAY - dt.timedelta(days=30), MONDAY + dt.timedelta(days=3))
        for lo, hi, weekdays in ((2, 3, ()), (1, 1, ()), (2, 2, (1, 3, 6)), (3, 3, (7,)))
        for paused, ended in ((False, False), (True, False), (False, True))
    ]
    histories = [[], [0], [0, 2], [0, 1, 3], [5, 6, 7], [7, 9, 11, 13]]
    turns = [Turn(1, "A", 1), Turn(2, "B", 1)]
    cases, wanted = [], []
    for day, rhythm, history in itertools.product(days, rhythms, histories):
        done = [MONDAY + dt.timedelta(days=n) for n in history if MONDAY + dt.timedelta(days=n) <= day]
        answer = due(day, rhythm, turns=turns, last=turns[0], done_dates=done)
        state = "ended" if rhythm.is_ended else "paused" if rhythm.is_paused else "active"
        plan = {
            "state": state,
            "starts_on": str(rhythm.starts_on),
            "resume_on": None,
            "per_week": [rhythm.per_week_lo, rhythm.per_week_hi],
            "days": sorted(rhythm.training_days),
        }
        cases.append({"day": str(day), "plan": plan, "done": [{"date": str(one), "session": 1} for one in done]})
        next_on = str(answer.next_on) if answer.next_on else None
        wanted.append([answer.today.value, answer.turn and answer.turn.pk, next_on, answer.done_this_week])
    answers = rules.evaluate(
        """cases => cases.map(({day, plan, done}) => {
          const {today, turn, nextOn, doneThisWeek} = schedule.due(day, {plan, turns: [1, 2], next_turn: 2}, done);
          return [today, turn, nextOn, doneThisWeek]; })""",
        cases,
    )
    assert len(cases) > 1500
    assert answers == wanted


def test_what_waits_counts_as_done_and_hands_on_the_turn_once(rules: Page) -> None:
    told = said(
        rules,
        """const pack = {turns: [1, 2], next_turn: 2, sessions: [], done: [{uuid: "a", date: "2026-10-19", session: 1,
          is_training: true}]};
        const waiting = [{uuid: "a", date: "2026-10-19", session: 1}, {uuid: "b", date: "2026-10-21", session: 2},
          {uuid: "c", date: "2026-10-22", session: 9}];
        const {next_turn, done} = schedule.withWaiting(pack, waiting);
        return [next_turn, done.map(({uuid, is_training}) => `${uuid} ${is_training}`)];""",
    )
    assert told == [1, ["a true", "b true", "c false"]]


def test_the_day_is_the_patients_own(rules: Page) -> None:
    days = said(
        rules,
        """const at = Date.parse("2026-10-25T00:30:00Z");
        return ["Europe/London", "Pacific/Auckland", "America/Los_Angeles"].map(zone => schedule.todayIn(zone,
          at));""",
    )
    assert days == ["2026-10-25", "2026-10-25", "2026-10-24"]


def test_a_flare_up_asks_for_one_easy_session_a_week(rules: Page) -> None:
    told = said(
        rules,
        """const plan = {state: "active", starts_on: "2026-10-01", resume_on: null, per_week: [2, 3], days: [1, 3, 5]};
        const easy = {id: 9, kind: "easy"};
        const patient = {zone: "Europe/London"};
        const pack = {plan, turns: [1, 2], next_turn: 2, sessions: [easy], flare: null, patient};
        const begun = {kind: "flare", at: "2026-10-20T08:00:00Z", body: {uuid: "f"}};
        const ended = {kind: "flare", at: "2026-10-22T08:00:00Z", body: {uuid: "g", ends: "f"}};
        const flare = schedule.flareNow(pack, [begun]);
        const at = (day, done, held = pack) => {
          const {today, turn} = schedule.dueInFlare(day, held, done.map(date => ({date})), flare);
          return `${today} ${turn}`; };
        const known = {...pack, flare: {uuid: "f"}};
        return [flare.began_on, schedule.flareNow(pack, [begun, ended]), schedule.flareNow(known, [ended]),
          at("2026-10-20", ["2026-10-19"]), at("2026-10-22", ["2026-10-20"]),
          at("2026-10-20", [], {...pack, sessions: []})];""",
    )
    assert told == ["2026-10-20", None, None, "due 9", "met 9", "due null"]


def test_the_morning_after_is_asked_once(rules: Page) -> None:
    told = said(
        rules,
        """const pack = {morning: {log: "x", date: "2026-10-20"}};
        const session = {kind: "session", uuid: "y", body: {local_date: "2026-10-20"}};
        const answered = {kind: "morning", body: {log: "x"}};
        return [schedule.morningAfter("2026-10-21", pack, []), schedule.morningAfter("2026-10-22", pack, []),
          schedule.morningAfter("2026-10-21", pack, [answered]),
          schedule.morningAfter("2026-10-21", {}, [session])];""",
    )
    assert told == ["x", None, None, "y"]
