"""The sync loop of a tablet that closes."""

import asyncio


async def test_a_save_in_the_moment_of_closing_does_not_keep_the_app_from_closing(window, state, village):
    async with window("/"):
        for _ in range(20):  # the loop rests after its first failure, and is woken and stopped in the same turn
            state.syncing.start()
            for _ in range(20):
                await asyncio.sleep(0)
            state.syncing.wake()
            async with asyncio.timeout(5):
                await state.syncing.stop()
