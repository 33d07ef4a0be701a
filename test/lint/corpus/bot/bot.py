import asyncio

from discord.ext import commands

from cogs import fun, moderation
from cogs.music import Music
from storage import *
import util

bot = commands.Bot(command_prefix="!")


@bot.event
async def on_ready():
    greetings = load_greetings()  # expect: CORO105
    print(greetings, describe())  # ok: CORO105


@bot.command()
async def cat(ctx):
    await ctx.send(util.random_cat())  # expect: CORO102


@bot.command()
async def dice(ctx):
    await ctx.send(util.roll(6))  # ok: CORO102


@bot.command()
async def cat_properly(ctx):
    await ctx.send(await asyncio.to_thread(util.random_cat))  # ok: CORO102


async def setup():
    await bot.add_cog(Music(bot))
    await bot.add_cog(fun.Fun(bot))
    await bot.add_cog(moderation.Moderation(bot))  # expect: CORO105


if __name__ == "__main__":
    save_greetings({})  # ok: CORO105
    bot.run("token")  # ok: CORO109
