"""Writers take turns: requests in their order, the journal before them but never twice in a row."""

import asyncio
import threading
import time

from quiz.turns import WritersTurn


class Queue:
    """Who was let in, in order. Whoever asks while the turn is taken waits."""

    def __init__(self):
        self.turn, self.order = WritersTurn(), []
        self.threads = []

    async def request(self, name):
        async with self.turn:
            self.order.append(name)
            await asyncio.sleep(0.001)

    def journal(self, name):
        thread = threading.Thread(target=self._write, args=(name,))
        thread.start()
        self.threads.append(thread)
        while len(self.turn._journal) < len(self.threads):
            time.sleep(0.001)

    def _write(self, name):
        with self.turn.first():
            self.order.append(name)

    async def finish(self):
        for thread in self.threads:
            while thread.is_alive():
                await asyncio.sleep(0.001)


def test_the_journal_goes_first_but_never_twice_while_a_request_waits():
    async def story():
        queue = Queue()
        async with queue.turn:
            waiting = [asyncio.create_task(queue.request(name)) for name in ("one", "two")]
            await asyncio.sleep(0)
            queue.journal("batch")
            queue.journal("next batch")
        await asyncio.gather(*waiting)
        await queue.finish()
        return queue.order

    assert asyncio.run(story()) == ["batch", "one", "next batch", "two"]


def test_whoever_gives_up_waiting_is_passed_over():
    async def story():
        queue = Queue()
        async with queue.turn:
            gone, stays = (asyncio.create_task(queue.request(name)) for name in ("gone", "stays"))
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.sleep(0)
        await stays
        async with queue.turn:
            return queue.order

    assert asyncio.run(story()) == ["stays"]


def test_whoever_gives_up_just_when_called_passes_the_turn_on():
    async def story():
        queue = Queue()
        await queue.turn.__aenter__()
        called, stays = (asyncio.create_task(queue.request(name)) for name in ("called", "stays"))
        await asyncio.sleep(0)
        await queue.turn.__aexit__()
        called.cancel()
        await asyncio.wait_for(stays, 5)
        return queue.order

    assert asyncio.run(story()) == ["stays"]


def test_a_turn_is_not_given_to_a_loop_that_is_gone():
    turn = WritersTurn()

    async def hold_and_leave_somebody_waiting():
        await turn.__aenter__()
        waiting = asyncio.ensure_future(turn.__aenter__())
        await asyncio.sleep(0)
        return waiting

    loop = asyncio.new_event_loop()
    waiting = loop.run_until_complete(hold_and_leave_somebody_waiting())
    loop.close()
    asyncio.run(turn.__aexit__())

    async def is_free():
        async with turn:
            return True

    assert asyncio.run(is_free())
    waiting._log_destroy_pending = False
