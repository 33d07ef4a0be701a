from discord.ext import commands

from util import Timer, download


class Fun(commands.Cog):
    def __init__(self, bot):
        self.bot = bot
        self.timer = Timer(60)

    @commands.command()
    async def joke(self, ctx):
        joke = download("https://jokes.example.com")  # expect: CORO102
        await ctx.send(joke["text"])

    @commands.command()
    async def left(self, ctx):
        await ctx.send(self.timer.left())  # ok: CORO101

    @commands.Cog.listener()
    async def on_message(self, message):
        self.note(message)  # expect: CORO105

    def note(self, message):
        with open("messages.log", "a") as target:  # ok: CORO105
            target.write(message.content)  # ok: CORO105
