from storage import load_greetings, save_greetings


class Base:
    def load(self):
        self.words = load_greetings()  # ok: CORO105

    def words_of(self, text):
        return text.split()


class Moderation(Base):
    def __init__(self, bot):
        self.bot = bot
        self.load()  # ok: CORO105

    async def check(self, text):
        return [word for word in self.words_of(text) if word in self.words]  # ok: CORO105

    async def reload(self):
        self.load()  # expect: CORO105

    async def forget(self):
        save_greetings({})  # expect: CORO105
