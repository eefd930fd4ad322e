"""The broker of the embedded mode: nobody polls, nobody oversleeps."""

from threading import Thread
from time import monotonic, sleep

import pytest
from kombu import Connection, Exchange, Queue

from clinic import embedded

QUEUE = Queue("bell-test", Exchange("bell-test"), routing_key="bell-test")
LATE_SECONDS = 0.7  # kombu's own memory transport looks once a second


@pytest.fixture(autouse=True)
def _own_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "bell", embedded.Bell())


def publish_after(seconds: float, text: str) -> Thread:
    def publish() -> None:
        sleep(seconds)
        with Connection("embedded://") as connection:
            connection.Producer().publish(text, exchange=QUEUE.exchange, routing_key="bell-test", declare=[QUEUE])

    thread = Thread(target=publish)
    thread.start()
    return thread


def test_message_wakes_the_consumer_at_once() -> None:
    heard: list[tuple[str, float]] = []
    with (
        Connection("embedded://") as connection,
        connection.Consumer(
            QUEUE, callbacks=[lambda body, message: (heard.append((body, monotonic())), message.ack())]
        ),
    ):
        began = monotonic()
        publisher = publish_after(0.2, "ring")
        connection.drain_events(timeout=5)
        publisher.join()

    (text, at), *more = heard
    assert (text, more) == ("ring", [])
    assert at - began < 0.2 + LATE_SECONDS


def test_consumer_without_a_message_waits_no_longer_than_asked() -> None:
    with Connection("embedded://") as connection, connection.Consumer(QUEUE, callbacks=[print]):
        began = monotonic()
        with pytest.raises(TimeoutError):
            connection.drain_events(timeout=0.2)

    assert 0.2 <= monotonic() - began < 0.2 + LATE_SECONDS


def test_closing_the_bell_sends_a_waiting_consumer_home() -> None:
    with Connection("embedded://") as connection, connection.Consumer(QUEUE, callbacks=[print]):
        closer = Thread(target=lambda: (sleep(0.2), embedded.bell.close()))
        began = monotonic()
        closer.start()
        with pytest.raises(TimeoutError):
            connection.drain_events()
        closer.join()

    assert monotonic() - began < 0.2 + LATE_SECONDS


def test_ack_wakes_a_consumer_whose_prefetch_was_full() -> None:
    """A prefetch of one holds the second message back until the first is acknowledged elsewhere."""
    messages: list[object] = []
    with Connection("embedded://") as connection:
        channel = connection.channel()
        channel.basic_qos(0, 1, False)
        with connection.Consumer(QUEUE, channel=channel, callbacks=[lambda body, message: messages.append(message)]):
            for publisher in (publish_after(0, "first"), publish_after(0, "second")):
                publisher.join()
            connection.drain_events(timeout=1)
            acker = Thread(target=lambda: (sleep(0.2), messages[0].ack()))
            began = monotonic()
            acker.start()
            connection.drain_events(timeout=5)
            acker.join()
            took = monotonic() - began
            messages[1].ack()

    assert len(messages) == 2
    assert took < 0.2 + LATE_SECONDS
