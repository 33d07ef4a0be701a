"""A small FastAPI service with a database, mail and thumbnails."""
import asyncio
import csv
import io
import logging
import os
import secrets
import shutil
import smtplib
import sqlite3
import tempfile
import time
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import bcrypt
import httpx
import requests
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, UploadFile, WebSocket
from fastapi.responses import FileResponse, StreamingResponse
from PIL import Image

log = logging.getLogger("todo")
UPLOADS = Path(os.environ.get("UPLOADS", "uploads"))
TEMPLATE = (Path(__file__).parent / "mail.txt").read_text()  # ok: CORO105


@asynccontextmanager
async def lifespan(app: FastAPI):
    UPLOADS.mkdir(exist_ok=True)  # expect: CORO105
    app.state.client = httpx.AsyncClient(timeout=5)  # ok: CORO102
    app.state.db = sqlite3.connect("todo.db")  # expect: CORO106
    yield
    await app.state.client.aclose()  # ok: CORO201


app = FastAPI(lifespan=lifespan)


def get_db():
    connection = sqlite3.connect("todo.db")  # ok: CORO106
    try:
        yield connection
    finally:
        connection.close()


async def get_db_async():
    connection = sqlite3.connect("todo.db")  # expect: CORO106
    try:
        yield connection
    finally:
        log.debug("done")


def hash_password(password: str) -> bytes:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt())  # ok: CORO110


class Mailer:
    def __init__(self, host: str):
        self.host = host

    def send(self, to: str, text: str) -> None:
        with smtplib.SMTP(self.host) as server:  # ok: CORO102
            server.sendmail("todo@example.com", [to], TEMPLATE + text)  # ok: CORO102


mailer = Mailer("localhost")


@app.post("/users")
async def create_user(name: str, password: str, tasks: BackgroundTasks):
    hashed = hash_password(password)  # expect: CORO110
    tasks.add_task(mailer.send, name, "welcome")  # ok: CORO102
    return {"name": name, "size": len(hashed)}


@app.post("/users/direct")
async def create_user_direct(name: str):
    mailer.send(name, "welcome")  # expect: CORO102
    return {"token": secrets.token_hex()}  # ok: CORO110


@app.get("/todos")
def todos(db: Annotated[sqlite3.Connection, Depends(get_db)]):
    return db.execute("SELECT * FROM todos").fetchall()  # ok: CORO106


@app.get("/todos/{number}")
async def todo(number: int, db: Annotated[sqlite3.Connection, Depends(get_db)]):
    row = db.execute("SELECT * FROM todos WHERE id = ?", (number,))  # expect: CORO106
    return row


@app.post("/upload")
async def upload(file: UploadFile):
    name = secrets.token_hex() + Path(file.filename).suffix  # ok: CORO105
    with open(UPLOADS / name, "wb") as target:  # expect: CORO105
        shutil.copyfileobj(file.file, target)  # expect: CORO105
    return {"name": name}


@app.post("/upload2")
async def upload_in_memory(file: UploadFile):
    data = await file.read()  # ok: CORO105
    rows = list(csv.DictReader(io.StringIO(data.decode())))  # ok: CORO105
    buffer = io.BytesIO()
    buffer.write(data)  # ok: CORO105
    buffer.seek(0)
    return StreamingResponse(buffer, headers={"rows": str(len(rows))})  # ok: CORO105


@app.get("/thumb/{name}")
async def thumbnail(name: str):
    target = Path(tempfile.gettempdir()) / name  # ok: CORO105
    await asyncio.get_running_loop().run_in_executor(None, make_thumbnail, UPLOADS / name, target)  # ok: CORO105
    return FileResponse(target)  # ok: CORO105


def make_thumbnail(source: Path, target: Path):
    with Image.open(source) as image:
        image.thumbnail((128, 128))
        image.save(target)


@app.get("/weather")
async def weather(request: Request):
    client: httpx.AsyncClient = request.app.state.client
    answer = await client.get("https://weather.example.com")  # ok: CORO102
    if answer.status_code != 200:
        time.sleep(1)  # expect: CORO101
        answer = requests.get("https://backup.example.com")  # expect: CORO102
    return answer.json()


@app.get("/slow")
async def slow():
    deadline = datetime.now() + timedelta(seconds=3)
    while datetime.now() < deadline:
        await asyncio.sleep(0.1)  # ok: CORO101
    raise HTTPException(status_code=504)


@app.websocket("/ws")
async def stream(socket: WebSocket):
    await socket.accept()  # ok: CORO103
    while True:
        text = await socket.receive_text()  # ok: CORO103
        with open("chat.log", "a") as history:  # expect: CORO105
            history.write(text)  # expect: CORO105
        socket.send_text(text)  # expect: CORO201


@app.on_event("shutdown")
async def stop():
    os.remove("todo.pid")  # expect: CORO105
