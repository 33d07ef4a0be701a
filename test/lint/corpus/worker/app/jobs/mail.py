import asyncio
import smtplib

from ..registry import job, logged


def deliver(to, text):
    with smtplib.SMTP("localhost") as server:  # ok: CORO102
        server.sendmail("me", [to], text)  # ok: CORO102


@job
@logged
async def send_mail(to, text):
    deliver(to, text)  # expect: CORO102


@job
async def send_mail_properly(to, text):
    await asyncio.to_thread(deliver, to, text)  # ok: CORO102
    print(f"sent to {to}")
