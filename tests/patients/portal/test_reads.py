"""The short reads are one tap from Today and from Progress, also for whoever has nothing there yet."""

from patients.models import Plan
from tests.factories import SessionLogFactory

LINK = 'href="/my/cards/"'


def test_reads_are_linked_with_and_without_anything_to_train(as_pat, as_sam, plan: Plan):
    SessionLogFactory(plan=plan)
    for client in (as_pat, as_sam):  # Sam has no plan and no session
        for page in ("/my/", "/my/progress/"):
            assert LINK in client.get(page).content.decode(), page
        assert client.get("/my/cards/").content.decode().count("line-mark") > 5
