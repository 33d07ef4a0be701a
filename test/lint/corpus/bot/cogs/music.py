import asyncio
import functools

import youtube_dl
from discord.ext import commands, tasks


class Music(commands.Cog):
    def __init__(self, bot):
        self.bot = bot
        self.queue = asyncio.Queue()

    @commands.command()
    async def play(self, ctx, url):
        await self.queue.put(url)  # ok: CORO108
        info = await self.bot.loop.run_in_executor(None, functools.partial(self.info, url))  # ok: CORO102
        await ctx.send(info)

    def info(self, url):
        return youtube_dl.YoutubeDL().extract_info(url)  # ok: CORO102

    @tasks.loop(seconds=5)
    async def next_song(self):
        url = await self.queue.get()  # ok: CORO108
        self.announce(url)  # ok: CORO105

    def announce(self, url):
        print("now playing", url)
