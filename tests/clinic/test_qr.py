"""QR codes as part of the page."""

import segno

from clinic import qr

LINK = "https://harbour.test/start/abc/"


def test_code_is_the_text_with_a_quiet_zone() -> None:
    drawn = qr.svg(LINK, title="Start")
    rows = list(segno.make(LINK, error="m", micro=False).matrix_iter(border=4))
    assert f'viewBox="0 0 {len(rows)} {len(rows)}"' in drawn
    assert drawn.count("h1v1h-1z") == sum(map(sum, rows))


def test_code_has_a_name_and_nothing_the_content_policy_forbids() -> None:
    drawn = qr.svg(LINK, title='<b>"Start"</b>')
    assert "<title>&lt;b&gt;&quot;Start&quot;&lt;/b&gt;</title>" in drawn
    assert 'role="img"' in drawn
    assert "style" not in drawn
    assert "script" not in drawn
