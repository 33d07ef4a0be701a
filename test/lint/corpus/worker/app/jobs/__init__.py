from .mail import send_mail
from .reports import *
