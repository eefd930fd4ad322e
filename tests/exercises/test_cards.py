"""The short reads about pain: for the therapist who recommends them and the patient who reads them."""

import html
import re

import pytest
from django.template import Context, Template
from django.test import Client

from exercises.library_schema import load_education
from exercises.models import Exercise
from patients.models import Plan

pytestmark = pytest.mark.django_db
CARDS = load_education()


def words(page: bytes) -> str:
    """The visible text of the page's main part, white space folded."""
    main = page.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_both_sides_of_the_house_list_every_card_in_order(as_anna: Client, as_pat: Client) -> None:
    for client, address in ((as_anna, "/exercises/cards/"), (as_pat, "/my/cards/")):
        page = client.get(address).content.decode()
        assert re.findall(r"/cards/([a-z-]+)/", page) == [card.key for card in CARDS]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.key)
def test_each_card_can_be_read_with_its_question_and_every_source(as_pat: Client, card: object) -> None:
    text = words(as_pat.get(f"/my/cards/{card.key}/").content)
    assert card.title in text
    assert card.question in text
    for source in card.sources:
        assert f"{source.author} ({source.year}). {source.title.removesuffix('?')}" in text
    for line in re.split(r"[\n…]", card.text):
        assert " ".join(line.strip().removeprefix("- ").split()) in text


def test_cards_lead_to_each_other_from_the_first_to_the_last(as_anna: Client) -> None:
    read, key = [], CARDS[0].key
    while key:
        page = as_anna.get(f"/exercises/cards/{key}/").content.decode()
        read.append(key)
        onwards = re.search(r'ms-auto" href="/exercises/cards/([a-z-]+)/"', page)
        key = onwards and onwards[1]
    assert read == [card.key for card in CARDS]


def test_card_that_does_not_exist_is_not_found(as_anna: Client, as_pat: Client) -> None:
    assert as_anna.get("/exercises/cards/no-such-card/").status_code == 404
    assert as_pat.get("/my/cards/no-such-card/").status_code == 404


def test_the_help_page_leads_the_patient_to_the_cards(as_pat: Client, client: Client) -> None:
    assert "/my/cards/" in as_pat.get("/my/help/").content.decode()
    assert "/my/cards/" not in client.get("/my/help/").content.decode()


def shown(text: str) -> str:
    return Template("{% load card_text %}{{ text|card_text }}").render(Context({"text": text}))


def test_text_of_a_card_becomes_paragraphs_lists_and_lines_to_write_on() -> None:
    assert shown("One.\n\nTwo:\n- a …\n- b\nThree") == (
        '<p>One.</p>\n<p>Two:</p>\n<ul><li>a <span class="write-here"></span></li><li>b</li></ul>\n<p>Three</p>'
    )


def test_markup_in_a_card_stays_text() -> None:
    assert shown("<b>\n\n- <script>") == "<p>&lt;b&gt;</p>\n<ul><li>&lt;script&gt;</li></ul>"


def test_an_exercise_of_education_leads_to_the_cards_on_both_sides(as_anna: Client, as_pat: Client, plan: Plan) -> None:
    item = plan.version.phases.get().sessions.get().items.first()
    session = item.session_id
    page = f"/my/session/{session}/1/"
    assert "/my/cards/" not in as_pat.get(page).content.decode()

    Exercise.objects.filter(pk=item.exercise_id).update(pattern="education", card="Look.\n- My thought …")

    shown = as_pat.get(page).content.decode()
    assert 'href="/my/cards/"' in shown
    assert '<li>My thought <span class="write-here"></span></li>' in shown
    for address in (f"/exercises/{item.exercise_id}/", f"/exercises/{item.exercise_id}/preview/"):
        shown = as_anna.get(address).content.decode()
        assert 'href="/exercises/cards/"' in shown
        assert "<li>My thought" in shown
